// The picture that stands for a replay: one of the best, which were found, or the one shown now.
import { byId, el, setText } from "../components/dom.js";
import { timeText } from "../components/film-band.js";
import { t } from "../text.js";

/** @typedef {{file: string, src: string, at_s: number | null, shown: boolean}} Poster */

/** Nearer to one another, it is the same picture. */
const SAME_S = 0.1;

export class PosterChoice {
  /** One of those that are there. @type {(file: string) => void} */ onChoose = () => {};
  /** The picture of this time, once it is made. @type {(at_s: number) => void} */ onTake = () => {};

  /** @param {() => number} position seconds @param {number} began_s */
  constructor(position, began_s) {
    this.began_s = began_s;
    byId("poster").onclick = () => this.onTake(position());
  }

  /** @type {Poster[]} */ #posters = [];

  /** @param {Poster[]} posters */
  show(posters) {
    this.#posters = posters;
    byId("posters").replaceChildren(...posters.map(({ file, src, at_s, shown }, index) => {
      const words = at_s === null ? t("montage.poster.nth", { n: index + 1 }) : t("montage.poster.of", { time: timeText(at_s - this.began_s) });
      const radio = el("input", { type: "radio", name: "poster", value: file, class: "vh" });
      radio.checked = shown;
      radio.onchange = () => {
        this.#posters = posters.map((one) => ({ ...one, shown: one.file === file }));
        this.onChoose(file);
      };
      return el("label", { class: "choix-affiche" }, radio, el("span", {}, el("img", { src, alt: words }), at_s === null ? null : el("span", { class: "num", "aria-hidden": "true" }, timeText(at_s - this.began_s))));
    }));
    byId("posters-field").hidden = posters.length === 0;
  }

  /** @param {number | null} at_s decided, in the time of what was recorded */
  decided(at_s) {
    const there = this.#posters.some((one) => one.shown && one.at_s !== null && at_s !== null && Math.abs(one.at_s - at_s) < SAME_S);
    setText(byId("poster-said"), at_s === null || there ? "" : t("montage.poster.at", { time: timeText(at_s - this.began_s) }));
  }
}
