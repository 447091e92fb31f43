// A word to everybody without speaking. <reaction-bar> fires "react" (its kind);
// <reactions-seen> shows for some seconds who said which.
import { t } from "../text.js";
import { el, icon, setText } from "./dom.js";

/** @typedef {import("../protocol/messages").ReactionKind} ReactionKind */

/** @type {Record<ReactionKind, string>} */
const ICONS = { bravo: "etoile", merci: "fleur", oui: "ok", non: "x", rire: "rire", coeur: "coeur" };
const SEEN_MS = 6000;

export class ReactionBar extends HTMLElement {
  connectedCallback() {
    if (this.childElementCount) return;
    this.setAttribute("role", "group");
    this.setAttribute("aria-label", t("react.title"));
    for (const [kind, name] of Object.entries(ICONS)) {
      const button = el("button", { type: "button", class: "bt bt-petit" }, icon(name), t(`react.${kind}`));
      button.onclick = () => this.dispatchEvent(new CustomEvent("react", { detail: kind }));
      this.append(button);
    }
  }
}
customElements.define("reaction-bar", ReactionBar);

export class ReactionsSeen extends HTMLElement {
  /** Names by kind, each until its time. @type {Map<string, {names: Set<string>, chip: HTMLElement, words: HTMLElement}>} */
  #kinds = new Map();

  /** @param {ReactionKind} kind @param {string} name of who said it */
  add(kind, name) {
    if (!(kind in ICONS)) return;
    const seen = this.#kinds.get(kind) ?? this.#newKind(kind);
    seen.names.delete(name);
    seen.names.add(name);
    this.#write(kind);
    setTimeout(() => this.#forget(kind, name), SEEN_MS);
  }

  /** @param {ReactionKind} kind */
  #newKind(kind) {
    const words = el("span");
    const chip = el("span", { class: "past" }, icon(ICONS[kind]), words);
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
