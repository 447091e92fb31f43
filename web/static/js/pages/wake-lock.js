// A screen that nobody touches must not go to sleep.

/** Asked anew whenever the page is seen again: the browser takes it back when hidden. */
export function keepAwake() {
  const ask = () => {
    if (!document.hidden) navigator.wakeLock?.request("screen").catch(() => undefined);
  };
  document.addEventListener("visibilitychange", ask);
  ask();
}
