// Before all modules, and not one of them: when one is lost on the way (a weak line, a telephone that
// changes its network), nothing of the page would ever work. It is asked for again, later each time.

addEventListener("error", ({ target }) => {
  if (!(target instanceof HTMLScriptElement)) return;
  const tries = history.state?.tries ?? 0;
  const again = () => {
    // Where join-view.js looks for the name that was typed meanwhile.
    const name = document.querySelector("#join-form #name");
    if (name instanceof HTMLInputElement && name.value) sessionStorage.setItem("passerelle.name", name.value);
    history.replaceState({ tries: tries + 1 }, "");
    location.reload();
  };
  if (navigator.onLine) setTimeout(again, Math.min(1000 * 2 ** tries, 30_000));
  else addEventListener("online", again, { once: true });
}, true);
