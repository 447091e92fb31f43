// Asks before what cannot be taken back, in the page's one dialog (#confirm).
import { byId, el } from "./dom.js";

/**
 * @param {{title: string, note: string, yes: string, no: string}} words
 * @returns {Promise<boolean>}
 */
export function confirm({ title, note, yes, no }) {
  const dialog = /** @type {HTMLDialogElement} */ (byId("confirm"));
  const heading = el("h2", { tabindex: "-1", autofocus: true, id: "confirm-title" }, title);
  const answers = el("form", { method: "dialog", class: "ligne-h" },
    el("button", { class: "bt bt-fort", value: "yes" }, yes), el("button", { class: "bt", value: "no" }, no));
  dialog.replaceChildren(heading, el("p", {}, note), answers);
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => (dialog.onclose = () => resolve(dialog.returnValue === "yes")));
}
