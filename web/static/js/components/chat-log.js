// What people write to everybody, and the line to write on. Fires "send" (the text) and, with the
// attribute "moderate", "erase" (the message's id).
import { splitLinks } from "../protocol/links.js";
import { t } from "../text.js";
import { el, icon } from "./dom.js";

/** @typedef {import("../protocol/messages").Chat} Chat */

const LONGEST = 1000;
const NEAR_END_PX = 40;

export class ChatLog extends HTMLElement {
  /** @type {Map<string, HTMLElement>} */ #shown = new Map();
  #log = el("div", { class: "fil", role: "log", tabindex: "0", "aria-label": t("chat.title") });
  #follows = true;
  #none = el("p", { class: "doux" }, t("chat.none"));
  #field = el("input", { class: "saisie", maxlength: String(LONGEST), autocomplete: "off", enterkeyhint: "send", placeholder: t("chat.write"), "aria-label": t("chat.field") });

  connectedCallback() {
    if (this.childElementCount) return;
    this.#log.append(this.#none);
    this.#log.onscroll = () => (this.#follows = this.#log.scrollHeight - this.#log.scrollTop - this.#log.clientHeight < NEAR_END_PX);
    new ResizeObserver(() => this.#follow()).observe(this.#log);
    const send = el("button", { class: "bt", "aria-label": t("chat.send") }, icon("partir"));
    const form = el("form", { class: "ecrire" }, this.#field, send);
    form.onsubmit = (event) => {
      event.preventDefault();
      this.#send();
    };
    this.append(this.#silencer(), this.#log, form);
  }

  /** @param {Chat[]} messages in order @param {string | null} self this person's id */
  update(messages, self) {
    const ids = new Set(messages.map((message) => message.id));
    for (const [id, element] of this.#shown) {
      if (ids.has(id)) continue;
      element.remove();
      this.#shown.delete(id);
    }
    for (const message of messages) if (!this.#shown.has(message.id)) this.#add(message, message.person === self);
    this.#none.hidden = messages.length > 0;
    this.#follow();
  }

  /** The latest message stays in sight, unless the person went back to older ones. */
  #follow() {
    if (this.#follows) this.#log.scrollTop = this.#log.scrollHeight;
  }

  /** @override */
  focus() {
    this.#field.focus();
  }

  #send() {
    const text = this.#field.value.trim();
    this.#field.focus();
    if (!text) return;
    this.#field.value = "";
    this.dispatchEvent(new CustomEvent("send", { detail: text }));
  }

  /** @param {Chat} message @param {boolean} own */
  #add(message, own) {
    const words = el("p", {}, ...splitLinks(message.text).map(linked));
    const element = el("div", { class: own ? "mot moi" : "mot" }, el("b", {}, own ? t("live.you") : message.name), words);
    if (this.hasAttribute("moderate")) element.append(this.#eraser(message));
    this.#shown.set(message.id, element);
    this.#log.append(element);
  }

  /** @param {Chat} message */
  #eraser(message) {
    const button = el("button", { type: "button", class: "lien", "aria-label": t("chat.erase.name", { name: message.name }) }, t("chat.erase"));
    button.onclick = () => {
      this.dispatchEvent(new CustomEvent("erase", { detail: message.id }));
      this.#log.focus();
    };
    return button;
  }

  /** A screen reader need not read each message aloud: reached by keyboard, seen when it has focus. */
  #silencer() {
    const button = el("button", { type: "button", class: "bt bt-petit vh" }, t("chat.silence"));
    button.onclick = () => {
      const silent = this.#log.getAttribute("aria-live") === "off";
      this.#log.setAttribute("aria-live", silent ? "polite" : "off");
      button.textContent = t(silent ? "chat.silence" : "chat.speak");
    };
    return button;
  }
}
customElements.define("chat-log", ChatLog);

/** @param {import("../protocol/links.js").Part} part */
function linked({ text, href }) {
  return href ? el("a", { href, target: "_blank", rel: "noopener noreferrer nofollow" }, text) : text;
}
