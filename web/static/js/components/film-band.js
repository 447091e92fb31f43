// The whole film at a glance: times, passages, small pictures, the shape of its sound, and where one is.
import { language, t } from "../text.js";
import { byId, el } from "./dom.js";

/** @typedef {import("../protocol/film-edits.js").Passage} Passage */
/** @typedef {{every_s: number, peaks: number[]}} Waveform */
/** @typedef {{src: string, every_s: number, columns: number, width: number, height: number}} Strip */

const TIMES = 4;
const STEP_S = 1;
const BIG_STEP_S = 10;
const PICTURES = 12;

/** "15:58", "1:02:03". @param {number} seconds */
export function timeText(seconds) {
  const [whole, two] = [Math.max(0, Math.floor(seconds)), (/** @type {number} */ value) => String(value).padStart(2, "0")];
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  return hours ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

/** "2 min 30 s", in words. @param {number} seconds */
export function lengthText(seconds) {
  const unit = (/** @type {number} */ value, /** @type {string} */ name) => value.toLocaleString(language, { style: "unit", unit: name, unitDisplay: "long" });
  const [minutes, rest] = [Math.floor(seconds / 60), Math.round(seconds % 60)];
  return [minutes ? unit(minutes, "minute") : "", rest || !minutes ? unit(rest, "second") : ""].filter(Boolean).join(" ");
}

export class FilmBand {
  /** @type {(at_s: number) => void} */ onSeek = () => {};

  /** @param {number} began_s @param {number} ended_s */
  constructor(began_s, ended_s) {
    this.began_s = began_s;
    this.ended_s = ended_s;
    byId("times").replaceChildren(...Array.from({ length: TIMES + 1 }, (_, n) => {
      const mark = el("span", {}, timeText((n / TIMES) * (ended_s - began_s)));
      if (n < TIMES) mark.style.left = `${(n / TIMES) * 100}%`;
      else mark.style.right = "0";
      return mark;
    }));
    const band = byId("band");
    band.setAttribute("aria-label", t("montage.band", { length: lengthText(ended_s - began_s) }));
    band.onkeydown = (event) => this.#key(event);
    for (const id of ["sound", "pictures"]) byId(id).onclick = (event) => this.#press(event);
  }

  /** @param {number} at_s */
  show(at_s) {
    for (const head of document.querySelectorAll(".tetel")) /** @type {HTMLElement} */ (head).style.left = `${this.#part(at_s) * 100}%`;
  }

  /** @param {Passage[]} passages @param {(passage: Passage) => string} nameOf @param {number} at_s where one is */
  passages(passages, nameOf, at_s) {
    const buttons = passages.map((passage) => {
      const length = lengthText(passage.to_s - passage.from_s);
      const name = passage.cut ? t("montage.cut") : nameOf(passage);
      const here = passage.from_s <= at_s && at_s < passage.to_s;
      const button = el("button", { type: "button", class: passage.cut ? "ote" : "", "aria-pressed": String(here), "aria-label": `${name}, ${length}` }, name);
      button.style.flexGrow = String(Math.max(passage.to_s - passage.from_s, 0.001));
      button.onclick = () => this.onSeek(passage.from_s);
      return button;
    });
    const rail = byId("passages");
    const focused = [...rail.children].indexOf(/** @type {Element} */ (document.activeElement));
    rail.replaceChildren(...buttons, el("span", { class: "tetel" }));
    if (focused >= 0) buttons[Math.min(focused, buttons.length - 1)]?.focus();
    this.show(at_s);
  }

  /** @param {{at_s: number, title: string}[]} chapters in the time of what was recorded */
  chapters(chapters) {
    byId("chapters-row").hidden = byId("chapters-label").hidden = chapters.length === 0;
    const before = el("span");
    before.style.flexGrow = String(Math.max((chapters[0]?.at_s ?? 0) - this.began_s, 0));
    byId("chapters").replaceChildren(before, ...chapters.map((chapter, index) => {
      const title = chapter.title || t("montage.scene", { n: index + 1 });
      const button = el("button", { type: "button", "aria-label": `${title}, ${timeText(chapter.at_s - this.began_s)}` }, title);
      button.style.flexGrow = String(Math.max((chapters[index + 1]?.at_s ?? this.ended_s) - chapter.at_s, 0.001));
      button.onclick = () => this.onSeek(chapter.at_s);
      return button;
    }), el("span", { class: "tetel" }));
  }

  /** @param {Waveform} waveform from `began_s` on, peaks from 0 to 100 */
  sound({ every_s, peaks }) {
    const canvas = el("canvas", { class: "onde", role: "img", "aria-label": t("montage.sound.label") });
    canvas.width = 2000;
    canvas.height = 52;
    byId("sound").prepend(canvas);
    const pen = canvas.getContext("2d");
    if (!pen) return;
    pen.fillStyle = getComputedStyle(document.documentElement).getPropertyValue("--mer");
    const [bars, each] = [canvas.width / 5, (this.ended_s - this.began_s) / (canvas.width / 5)];
    for (let bar = 0; bar < bars; bar++) {
      const heard = peaks.slice(Math.floor((bar * each) / every_s), Math.floor(((bar + 1) * each) / every_s) + 1);
      const height = Math.max(2, (Math.max(0, ...heard) / 100) * canvas.height);
      pen.fillRect(bar * 5, (canvas.height - height) / 2, 3, height);
    }
  }

  /** Small pictures, one after the other. @param {Strip} strip @param {(at_s: number) => number | null} replayTime */
  async pictures(strip, replayTime) {
    const image = new Image();
    image.src = strip.src;
    if (!(await image.decode().then(() => true, () => false))) return;
    const canvas = el("canvas", { class: "onde", "aria-hidden": "true" });
    [canvas.width, canvas.height] = [PICTURES * strip.width, strip.height];
    const pen = canvas.getContext("2d");
    for (let slot = 0; slot < PICTURES; slot++) {
      const at_s = replayTime(this.began_s + ((slot + 0.5) / PICTURES) * (this.ended_s - this.began_s));
      if (at_s === null) continue;
      const index = Math.floor(at_s / strip.every_s);
      pen?.drawImage(image, (index % strip.columns) * strip.width, Math.floor(index / strip.columns) * strip.height, strip.width, strip.height, slot * strip.width, 0, strip.width, strip.height);
    }
    byId("pictures").prepend(canvas);
    byId("pictures").hidden = byId("pictures-label").hidden = false;
  }

  /** @param {number} at_s */
  #part(at_s) {
    return (at_s - this.began_s) / Math.max(this.ended_s - this.began_s, 0.001);
  }

  /** @param {MouseEvent} event */
  #press(event) {
    const box = /** @type {HTMLElement} */ (event.currentTarget).getBoundingClientRect();
    this.onSeek(this.began_s + ((event.clientX - box.left) / box.width) * (this.ended_s - this.began_s));
  }

  /** @type {() => number} */ position = () => 0;

  /** @param {KeyboardEvent} event */
  #key(event) {
    const way = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!way || event.target !== event.currentTarget) return;
    event.preventDefault();
    this.onSeek(this.position() + way * (event.shiftKey ? BIG_STEP_S : STEP_S));
  }
}
