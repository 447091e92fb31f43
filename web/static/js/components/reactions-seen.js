// What was said without speaking, and by whom, for some seconds.
import { t } from "../text.js";
import { el, icon, setText } from "./dom.js";
import { REACTION_ICONS } from "./reaction-icons.js";

/** @typedef {import("../protocol/messages").ReactionKind} ReactionKind */

const SEEN_MS = 6000;

export class ReactionsSeen extends HTMLElement {
  /** Names by kind, each until its time. @type {Map<string, {names: Set<string>, chip: HTMLElement, words: HTMLElement}>} */
  #kinds = new Map();

  /** @param {ReactionKind} kind @param {string} name of who said it */
  add(kind, name) {
    if (!(kind in REACTION_ICONS)) return;
    const seen = this.#kinds.get(kind) ?? this.#newKind(kind);
    seen.names.delete(name);
    seen.names.add(name);
    this.#write(kind);
    setTimeout(() => this.#forget(kind, name), SEEN_MS);
  }

  /** @param {ReactionKind} kind */
  #newKind(kind) {
    const words = el("span");
    const chip = el("span", { class: "past" }, icon(REACTION_ICONS[kind]), words);
    const seen = { names: new Set(), chip, words };
    this.#kinds.set(kind, seen);
    this.append(chip);
    return seen;
  }

  /** @param {string} kind */
  #write(kind) {
    const seen = this.#kinds.get(kind);
    if (seen) setText(seen.words, t("react.seen", { what: t(`react.${kind}`), names: [...seen.names].join(", ") }));
  }

  /** @param {string} kind @param {string} name */
  #forget(kind, name) {
    const seen = this.#kinds.get(kind);
    if (!seen?.names.delete(name)) return;
    if (seen.names.size) return this.#write(kind);
    seen.chip.remove();
    this.#kinds.delete(kind);
  }
}
customElements.define("reactions-seen", ReactionsSeen);
