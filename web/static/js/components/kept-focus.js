// A button that vanishes when it is pressed takes the focus with it, and a screen reader's place in the
// page. Whatever stood around it has the focus then.

const PLACES = "section, .tiroir, main";

/** @param {HTMLElement} root */
export function keepFocus(root) {
  /** Around what was last focused, the nearest first. @type {HTMLElement[]} */
  let places = [];
  root.addEventListener("focusin", ({ target }) => {
    if (!(target instanceof Element) || target.closest("dialog")) return;
    places = [];
    for (let place = target.closest(PLACES); place; place = place.parentElement?.closest(PLACES) ?? null) places.push(/** @type {HTMLElement} */ (place));
  });
  const look = () => {
    if (document.activeElement !== document.body || document.querySelector("dialog[open]")) return;
    const place = places.find((one) => one.getClientRects().length > 0);
    if (!place) return;
    place.tabIndex = -1;
    place.focus({ preventScroll: true });
  };
  new MutationObserver(look).observe(root, { subtree: true, childList: true, attributeFilter: ["hidden", "open", "disabled"] });
  // Pressed beside everything: the focus is given up on purpose.
  root.addEventListener("pointerdown", () => (places = []));
}
