// Everything is saved by itself, soon after it was changed, and again for as long as it takes.
import { byId, setText } from "../components/dom.js";
import { clockTime, t } from "../text.js";
import { sentenceFor, tell } from "./desk.js";

/** @typedef {import("./desk.js").Answer} Answer */

const SOON_MS = 700;
const AGAIN_MS = 5000;

export class Saving {
  /** What is still to be saved, by kind: the latest alone. @type {Map<string, () => Promise<Answer>>} */ #waiting = new Map();
  #running = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #timer;

  constructor() {
    addEventListener("beforeunload", (event) => this.#waiting.size > 0 && event.preventDefault());
  }

  /** @param {string} kind @param {() => Promise<Answer>} save */
  later(kind, save) {
    this.#waiting.set(kind, save);
    setText(byId("saved"), t("montage.saving"));
    this.#after(SOON_MS);
  }

  /** All of it, before what needs it. @returns {Promise<boolean>} */
  async now() {
    clearTimeout(this.#timer);
    await this.#save();
    return this.#waiting.size === 0;
  }

  /** @param {number} ms */
  #after(ms) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#save(), ms);
  }

  async #save() {
    if (this.#running) return this.#after(SOON_MS);
    this.#running = true;
    for (const [kind, save] of [...this.#waiting]) {
      const answer = await save();
      // Sent in vain, it is sent again; refused, it would be again.
      if (answer.ok || (answer.status >= 400 && answer.status < 500)) {
        if (this.#waiting.get(kind) === save) this.#waiting.delete(kind);
      }
      tell("problem", answer.ok ? "" : sentenceFor(answer, { unmade: "montage.unmade", invalid: "montage.invalid" }));
      if (!answer.ok) break;
    }
    this.#running = false;
    if (this.#waiting.size) return this.#after(AGAIN_MS);
    setText(byId("saved"), t("montage.saved", { time: clockTime(new Date().toISOString()) }));
  }
}
