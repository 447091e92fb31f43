// What a screen reader says by itself: the two live regions every page starts with.
import { byId } from "./dom.js";

const GROUP_MS = 10_000;

/** At the next pause: "You are back".
 * @param {string} sentence */
export function announce(sentence) {
  say("polite", sentence);
}

/** At once, and only when the picture went away.
 * @param {string} sentence */
export function alert(sentence) {
  say("assertive", sentence);
}

/** The same sentence twice must be heard twice: the region is emptied first.
 * @param {string} region @param {string} sentence */
function say(region, sentence) {
  const element = byId(region);
  element.textContent = "";
  setTimeout(() => (element.textContent = sentence), 50);
}

/** Names, each once, told together and at most once per ten seconds. */
export class GroupedAnnouncer {
  /** @type {string[]} */ #names = [];
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #timer;

  /** @param {(names: string[]) => string} sentence */
  constructor(sentence) {
    this.sentence = sentence;
  }

  /** @param {string} name */
  add(name) {
    if (!this.#names.includes(name)) this.#names.push(name);
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      if (this.#names.length) announce(this.sentence(this.#names.splice(0)));
    }, GROUP_MS);
  }

  /** It is over before it was told.
   * @param {string} name */
  withdraw(name) {
    this.#names = this.#names.filter((each) => each !== name);
  }
}
