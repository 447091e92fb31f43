// The bar below the picture: a slider, one part per chapter, with what is seen there.
import { markAt, timeSaid, timeShown } from "../protocol/film-time.js";
import { t } from "../text.js";
import { el } from "./dom.js";

/** @typedef {{at_s: number, title: string}} Chapter */
/** @typedef {{src: string, every_s: number, columns: number, width: number, height: number}} Strip */

const STEP_S = 5;

export class Timeline {
  /** @type {HTMLElement[]} */ #fills = [];
  #knob = el("span", { class: "bouton" });
  #seen = el("span", { class: "apercu", hidden: true });
  #at_s = 0;

  /**
   * @param {HTMLElement} bar @param {number} duration_s @param {Chapter[]} chapters @param {Strip | null} strip
   * @param {(seconds: number) => void} seek
   */
  constructor(bar, duration_s, chapters, strip, seek) {
    this.bar = bar;
    this.duration_s = Math.max(duration_s, 0.001);
    this.chapters = chapters;
    this.strip = strip;
    this.seek = seek;
    this.#draw();
    bar.setAttribute("aria-valuemax", String(Math.round(duration_s)));
    bar.onkeydown = (event) => this.#key(event);
    bar.onpointerdown = (event) => {
      bar.setPointerCapture(event.pointerId);
      this.seek(this.#timeAt(event));
    };
    bar.onpointermove = (event) => {
      if (bar.hasPointerCapture(event.pointerId)) this.seek(this.#timeAt(event));
      if (event.pointerType === "mouse") this.#preview(event);
    };
    bar.onpointerleave = () => (this.#seen.hidden = true);
    this.show(0);
  }

  /** @param {number} seconds */
  show(seconds) {
    this.#at_s = seconds;
    const starts = this.#starts();
    this.#fills.forEach((fill, index) => {
      const from = starts[index], to = starts[index + 1] ?? this.duration_s;
      fill.style.width = `${Math.min(100, Math.max(0, ((seconds - from) / (to - from)) * 100))}%`;
    });
    this.#knob.style.left = `${Math.min(100, (seconds / this.duration_s) * 100)}%`;
    const chapter = this.chapters[markAt(this.chapters, seconds)]?.title;
    const said = t("replay.at", { at: timeSaid(seconds), all: timeSaid(this.duration_s) });
    this.bar.setAttribute("aria-valuenow", String(Math.floor(seconds)));
    this.bar.setAttribute("aria-valuetext", chapter ? t("replay.at.chapter", { said, chapter }) : said);
  }

  #starts() {
    const starts = this.chapters.map((chapter) => chapter.at_s).filter((at_s) => at_s > 0.5 && at_s < this.duration_s);
    return [0, ...starts];
  }

  #draw() {
    const starts = this.#starts();
    this.#fills = starts.map(() => el("b"));
    const parts = starts.map((from, index) => {
      const part = el("i", {}, this.#fills[index]);
      part.style.flexGrow = String((starts[index + 1] ?? this.duration_s) - from);
      return part;
    });
    this.bar.replaceChildren(...parts, this.#knob, this.#seen);
    if (this.strip) {
      this.#seen.style.width = `${this.strip.width}px`;
      this.#seen.style.height = `${this.strip.height}px`;
    }
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const next = this.chapters.find((chapter) => chapter.at_s > this.#at_s + 0.5)?.at_s ?? this.duration_s;
    const before = this.chapters.filter((chapter) => chapter.at_s < this.#at_s - 2).at(-1)?.at_s ?? 0;
    /** @type {Record<string, number>} */
    const to = {
      ArrowLeft: this.#at_s - STEP_S, ArrowDown: this.#at_s - STEP_S, ArrowRight: this.#at_s + STEP_S, ArrowUp: this.#at_s + STEP_S,
      Home: 0, End: this.duration_s, PageUp: next, PageDown: before,
    };
    if (!(event.key in to) || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    this.seek(Math.min(this.duration_s, Math.max(0, to[event.key])));
  }

  /** @param {PointerEvent} event */
  #timeAt(event) {
    const { left, width } = this.bar.getBoundingClientRect();
    return Math.min(1, Math.max(0, (event.clientX - left) / width)) * this.duration_s;
  }

  /** @param {PointerEvent} event */
  #preview(event) {
    const seconds = this.#timeAt(event);
    this.#seen.hidden = false;
    this.#seen.textContent = timeShown(seconds);
    this.#seen.style.left = `${(seconds / this.duration_s) * 100}%`;
    if (!this.strip) return;
    const { src, every_s, columns, width, height } = this.strip;
    const index = Math.floor(seconds / every_s);
    this.#seen.style.backgroundImage = `url("${src}")`;
    this.#seen.style.backgroundPosition = `-${(index % columns) * width}px -${Math.floor(index / columns) * height}px`;
  }
}
