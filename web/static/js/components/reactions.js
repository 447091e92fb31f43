// What each person said lately without speaking, for some seconds.

/** @typedef {import("../protocol/messages").ReactionKind} ReactionKind */

const SEEN_MS = 6000;

export class Reactions {
  /** @type {Map<string, {kind: ReactionKind, timer: ReturnType<typeof setTimeout>}>} */ #seen = new Map();

  /** @param {() => void} onChange */
  constructor(onChange) {
    this.onChange = onChange;
  }

  /** @param {string} person @param {ReactionKind} kind */
  add(person, kind) {
    clearTimeout(this.#seen.get(person)?.timer);
    const timer = setTimeout(() => {
      this.#seen.delete(person);
      this.onChange();
    }, SEEN_MS);
    this.#seen.set(person, { kind, timer });
  }

  /** @param {string} person */
  of(person) {
    return this.#seen.get(person)?.kind;
  }
}
