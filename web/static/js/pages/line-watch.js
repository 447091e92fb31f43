// Looks at the counters of what is received every few seconds: two bad looks in a row make a weak line.
import { judgeLine, readLine } from "../protocol/line-quality.js";

/** @typedef {import("../protocol/line-quality.js").LineQuality} LineQuality */
/** @typedef {import("../protocol/line-quality.js").Reading} Reading */

const LOOK_EVERY_MS = 5000;

export class LineWatch {
  /** @type {LineQuality} */ quality = "ok";
  /** @type {LineQuality} */ #before = "ok";
  /** @type {Reading | null} */ #reading = null;
  /** @type {ReturnType<typeof setInterval> | undefined} */ #timer;

  /**
   * @param {{stats: () => Promise<unknown[]>, wantsPicture: () => boolean, onChange: () => void}} options
   */
  constructor(options) {
    this.options = options;
  }

  start() {
    this.#timer ??= setInterval(() => void this.#look(), LOOK_EVERY_MS);
  }

  stop() {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#reading = null;
    this.#set("ok");
  }

  async #look() {
    if (document.hidden) return void (this.#reading = null);
    const now = readLine(await this.options.stats());
    const judged = this.#reading ? judgeLine(this.#reading, now, this.options.wantsPicture()) : "ok";
    this.#reading = now;
    if (judged === "ok" || this.#before !== "ok") this.#set(judged);
    this.#before = judged;
  }

  /** @param {LineQuality} quality */
  #set(quality) {
    if (quality === this.quality) return;
    this.quality = quality;
    this.options.onChange();
  }
}
