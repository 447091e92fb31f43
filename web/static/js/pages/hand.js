// One's hand: raised and lowered by one button, and its place in the order.
import { byId, setText } from "../components/dom.js";
import { t } from "../text.js";

export class Hand {
  #button = byId("hand");
  /** As last told by the server, from 1; 0 while it is down. */ #place = 0;
  /** What was last asked for here. */ #wanted = false;

  /** @param {(up: boolean) => void} raise @param {(sentence: string) => void} note */
  constructor(raise, note) {
    this.note = note;
    this.#button.onclick = () => {
      this.#wanted = this.#place === 0;
      raise(this.#wanted);
    };
  }

  /** @param {number} place @param {boolean} told it was so before this page came */
  update(place, told) {
    if (place === this.#place) return;
    const was = this.#place;
    this.#place = place;
    this.#button.setAttribute("aria-pressed", String(place > 0));
    setText(byId("hand-words"), t(place ? "hand.lower" : "hand.raise"));
    if (place && !told) this.note(place === 1 ? t("hand.up.first") : t("hand.up", { n: place }));
    else if (!place && was && this.#wanted) this.note(t("hand.lowered"));
    this.#wanted = place > 0;
  }
}
