// A full page with one thing to say and at most one thing to do.
import { el, icon } from "./dom.js";

/**
 * @typedef {object} Notice
 * @property {string} title
 * @property {string} sentence
 * @property {{label: string, icon?: string, main?: boolean, do: () => void}} [action]
 */

export class NoticeView extends HTMLElement {
  #words = el("div");

  connectedCallback() {
    this.append(this.#words);
  }

  /** @param {Notice} notice */
  show({ title, sentence, action }) {
    const heading = el("h1", { tabindex: "-1" }, title);
    this.#words.replaceChildren(heading, el("p", {}, sentence));
    if (action) {
      const button = el("button", { type: "button", id: "notice-action", class: action.main ? "bt bt-1" : "bt" }, action.icon && icon(action.icon), action.label);
      button.onclick = action.do;
      this.#words.append(button);
    }
    heading.focus({ preventScroll: true });
  }
}
customElements.define("notice-view", NoticeView);
