// One's hand: raised and lowered by one button, and its place in the order.
import { byId, setText } from "../components/dom.js";
import { t } from "../text.js";

export class Hand {
  #button = byId("hand");
  /** As last told by the server, from 1; 0 while it is down. */ #place = 0;

  /** @param {(up: boolean) => void} raise @param {(sentence: string) => void} note */
  constructor(raise, note) {
    this.note = note;
    this.#button.onclick = () => raise(this.#place === 0);
  }

  /** @param {number} place @param {boolean} told it was so before this page came */
  update(place, told) {
    if (place === this.#place) return;
    const was = this.#place;
    this.#place = place;
    this.#button.setAttribute("aria-pressed", String(place > 0));
    setText(byId("hand-words"), t(place ? "hand.lower" : "hand.raise"));
    if (place && !told) this.note(place === 1 ? t("hand.up.first") : t("hand.up", { n: place }));
    else if (!place && was) this.note(t("hand.lowered"));
  }
}
