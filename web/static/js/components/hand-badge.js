// A raised hand and its place in the order. Hidden while the hand is down.
import { t } from "../text.js";
import { el, icon, setText } from "./dom.js";

export class HandBadge extends HTMLElement {
  #words = el("span", { class: "vh" });
  #number = el("span", { "aria-hidden": "true" });

  connectedCallback() {
    if (this.childElementCount) return;
    this.classList.add("signe");
    this.append(icon("main"), this.#words, this.#number);
  }

  /** @param {number | null | undefined} place from 1 */
  set place(place) {
    this.hidden = !place;
    setText(this.#number, place ? String(place) : "");
    setText(this.#words, place ? t("hand.place", { n: place }) : "");
  }
}
customElements.define("hand-badge", HandBadge);
