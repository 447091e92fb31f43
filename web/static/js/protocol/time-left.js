// How long something will still take, from how fast it went lately. Pure.

const WINDOW_MS = 30_000;
/** Before that, a rate says little. */
const KNOWN_AFTER_MS = 2000;

export class TimeLeft {
  /** @type {{at_ms: number, done: number}[]} */ #seen = [];

  /** @param {number} done in any unit @param {number} now_ms */
  add(done, now_ms) {
    this.#seen.push({ at_ms: now_ms, done });
    while (this.#seen.length > 2 && now_ms - this.#seen[1].at_ms >= WINDOW_MS) this.#seen.shift();
  }

  /** @param {number} total in that unit @returns {number | null} seconds; null: not known yet */
  seconds(total) {
    const [first, last] = [this.#seen[0], this.#seen.at(-1)];
    if (!first || !last || last.at_ms - first.at_ms < KNOWN_AFTER_MS || last.done <= first.done) return null;
    return ((total - last.done) / (last.done - first.done)) * ((last.at_ms - first.at_ms) / 1000);
  }
}
