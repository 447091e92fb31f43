// What people write: the side column, or a sheet on a telephone; what came while it was closed.
import { GroupedAnnouncer } from "../components/announcer.js";
import { ChatLog } from "../components/chat-log.js";
import { byId, setText } from "../components/dom.js";
import "../components/reaction-bar.js";
import { t, tn } from "../text.js";

/** @typedef {import("../protocol/messages").ClientMessage} ClientMessage */
/** @typedef {import("../protocol/messages").Chat} Chat */

const SHEET_LOWEST = 0.5;

export class Discussion {
  #panel = byId("discussion");
  #log = /** @type {ChatLog} */ (byId("chat"));
  #button = byId("write");
  #badge = byId("unread");
  #wide = matchMedia("(min-width: 52.01rem)");
  #news = new GroupedAnnouncer((names) => t("chat.news", { names: names.join(", ") }));
  /** When the latest message seen was written; those from before we came are not new. */ #seenAt = 0;
  #latest = 0;

  /** @param {(message: ClientMessage) => void} send */
  constructor(send) {
    this.#log.addEventListener("send", (event) => send({ type: "chat", text: /** @type {CustomEvent} */ (event).detail }));
    byId("reactions").addEventListener("react", (event) => send({ type: "react", kind: /** @type {CustomEvent} */ (event).detail }));
    this.#button.onclick = () => this.#write();
    byId("peek").onclick = () => this.#write();
    byId("discussion-close").onclick = () => this.#close();
    this.#panel.onkeydown = (event) => {
      if (event.key === "Escape") this.#close();
    };
    this.#wide.onchange = () => this.#show(this.#wide.matches);
    this.#show(this.#wide.matches);
  }

  /** @param {Chat[]} chat @param {string | null} self @param {boolean} fresh one was just written */
  update(chat, self, fresh) {
    this.#log.update(chat, self);
    const last = chat.at(-1);
    if (this.#open) this.#seenAt = instant(last);
    else if (fresh && last && last.person !== self) this.#news.add(last.name);
    this.#latest = instant(last);
    const unread = chat.filter((one) => Date.parse(one.at) > this.#seenAt && one.person !== self).length;
    this.#badge.hidden = unread === 0;
    setText(byId("unread-number"), String(unread));
    setText(byId("unread-words"), ` ${tn("chat.unread", unread)}`);
    byId("peek").hidden = !last;
    setText(byId("peek-name"), last?.name ?? "");
    setText(byId("peek-text"), last?.text ?? "");
  }

  /** What was written before we came is not new. @param {Chat[]} chat */
  begin(chat) {
    this.#seenAt = instant(chat.at(-1));
  }

  get #open() {
    return !this.#panel.hidden;
  }

  #write() {
    this.#show(true);
    this.#log.focus();
  }

  #close() {
    this.#show(false);
    this.#button.focus();
  }

  /** @param {boolean} open */
  #show(open) {
    this.#panel.hidden = !open;
    this.#button.setAttribute("aria-expanded", String(open));
    // A sheet leaves the picture visible.
    const picture = byId("stages").getBoundingClientRect().bottom;
    // And stays in sight when the picture is scrolled away.
    this.#panel.style.setProperty("--haut", `${Math.round(Math.max(0, Math.min(picture, innerHeight * SHEET_LOWEST)))}px`);
    if (!open) return;
    this.#badge.hidden = true;
    this.#seenAt = this.#latest;
  }
}

/** @param {Chat | undefined} message */
function instant(message) {
  return message ? Date.parse(message.at) : 0;
}
