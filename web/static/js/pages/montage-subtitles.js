// The subtitles of a replay, line by line: what is said, from when to when, beside the picture and the
// shape of the sound.
import { byId, el, setText } from "../components/dom.js";
import { timeText } from "../components/film-band.js";
import { readWebVtt, withCue } from "../protocol/webvtt.js";
import { t, tn } from "../text.js";
import { input } from "./desk.js";

/** @typedef {import("../protocol/webvtt.js").Cue} Cue */

const FILE_BYTES_MAX = 2_000_000;
const CUE_MIN_S = 0.5;

export class SubtitleEditor {
  /** @type {(cues: Cue[]) => void} */ onChange = () => {};
  /** @type {(at_s: number) => void} */ onSeek = () => {};
  /** A file in the replay's time. @type {(cues: Cue[]) => void} */ onFile = () => {};
  /** @type {Cue[]} */ cues = [];

  /** @param {() => number} position seconds @param {{began_s: number, ended_s: number}} film */
  constructor(position, { began_s, ended_s }) {
    this.position = position;
    this.began_s = began_s;
    byId("cue-add").onclick = () => {
      // There is nothing to say at the very end.
      const at_s = Math.min(this.position(), ended_s - CUE_MIN_S);
      this.onChange(withCue(this.cues, at_s, ended_s));
      byId("cues").querySelectorAll("textarea")[this.cues.findIndex((cue) => cue.from_s === at_s)]?.focus();
    };
    const file = input("cue-file");
    file.onchange = async () => {
      const [chosen] = file.files ?? [];
      file.value = "";
      if (!chosen) return;
      const cues = chosen.size > FILE_BYTES_MAX ? [] : readWebVtt(await chosen.text());
      setText(byId("cue-said"), cues.length ? tn("montage.cues.read", cues.length) : t("montage.cues.none"));
      if (cues.length) this.onFile(cues);
    };
  }

  /** @param {Cue[]} cues in the time of what was recorded */
  show(cues) {
    this.cues = cues;
    byId("cues").replaceChildren(...cues.map((cue, index) => this.#item(cue, index)));
    byId("cues").hidden = cues.length === 0;
    this.at(this.position());
  }

  /** What is said now. @param {number} at_s */
  at(at_s) {
    const here = this.cues.findIndex((cue) => cue.from_s <= at_s && at_s < cue.to_s);
    [...byId("cues").children].forEach((item, index) => item.classList.toggle("ici", index === here));
    setText(byId("subtitle"), this.cues[here]?.text ?? "");
  }

  /** @param {Cue} cue @param {number} index */
  #item(cue, index) {
    const time = timeText(cue.from_s - this.began_s);
    const text = el("textarea", { class: "saisie", rows: "2", maxlength: "1000", "aria-label": t("montage.cue.label", { time }) });
    text.value = cue.text;
    text.onchange = () => this.#change(index, { text: text.value });
    text.onfocus = () => this.onSeek(cue.from_s);
    const act = (/** @type {string} */ key, /** @type {() => void} */ does) => {
      const button = el("button", { type: "button", class: "lien" }, t(key), el("span", { class: "vh" }, ` ${t("montage.cue.label", { time })}`));
      button.onclick = does;
      return button;
    };
    const at = el("button", { type: "button", class: "lien num" }, time);
    at.onclick = () => this.onSeek(cue.from_s);
    return el("li", {}, at, text, el("div", { class: "actes" },
      act("montage.cue.from", () => this.#change(index, { from_s: this.position() })),
      act("montage.cue.to", () => this.#change(index, { to_s: this.position() })),
      act("montage.cue.remove", () => this.onChange(this.cues.filter((_, at) => at !== index)))));
  }

  /** @param {number} index @param {Partial<Cue>} by */
  #change(index, by) {
    const changed = { ...this.cues[index], ...by };
    if (changed.to_s <= changed.from_s) return setText(byId("cue-said"), t("montage.cue.order"));
    setText(byId("cue-said"), "");
    this.onChange(this.cues.map((cue, at) => (at === index ? changed : cue)).sort((a, b) => a.from_s - b.from_s));
  }
}
