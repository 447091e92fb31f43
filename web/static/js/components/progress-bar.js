// A bar that fills, with its percent and the time left in words; a screen reader hears each quarter.
import { t, tn } from "../text.js";
import { el, setText } from "./dom.js";

const ANNOUNCED_PERCENT = 25;

/** "encore 4 minutes". @param {number | null} seconds null: not known */
export function timeLeftText(seconds) {
  if (seconds === null) return "";
  const minutes = Math.round(seconds / 60);
  if (minutes < 1) return t("left.soon");
  if (minutes < 90) return tn("left.minutes", minutes);
  return tn("left.hours", Math.round(minutes / 60));
}

export class ProgressBar {
  #announced = -1;
  #said = el("p", { class: "vh", role: "status" });
  #fill = el("div", { class: "avance", role: "progressbar", "aria-valuemin": "0", "aria-valuemax": "100" });
  element = el("div", {}, this.#fill, this.#said);

  /** @param {string} label what is going on */
  constructor(label) {
    this.#fill.setAttribute("aria-label", label);
  }

  /** @param {number} done 0 to 1 @param {string} words the same for a screen reader */
  show(done, words) {
    const percent = Math.floor(Math.min(1, Math.max(0, done)) * 100);
    this.#fill.style.setProperty("--v", String(percent));
    this.#fill.setAttribute("aria-valuenow", String(percent));
    this.#fill.setAttribute("aria-valuetext", words);
    const quarter = Math.floor(percent / ANNOUNCED_PERCENT);
    if (quarter === this.#announced) return;
    this.#announced = quarter;
    setText(this.#said, words);
  }
}
