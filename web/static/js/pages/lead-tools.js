// What whoever leads has at hand: documents, a question, a timer, their screen, the talk, everybody's
// microphone, the door. One tool is unfolded at a time.
import { ChatLog } from "../components/chat-log.js";
import { byId, el, setIcon, setText } from "../components/dom.js";
import { PollCard } from "../components/poll-card.js";
import { ReactionsSeen } from "../components/reactions-seen.js";
import { ResourcePicker } from "../components/resource-picker.js";
import { ResourceView } from "../components/resource-view.js";
import { SessionTimer } from "../components/session-timer.js";
import { closeAction } from "../components/phrase.js";
import { ScreenShare } from "./screen-share.js";
import { t, tn } from "../text.js";

/** @typedef {import("../protocol/room-client.js").RoomClient} RoomClient */
/** @typedef {import("../protocol/messages").ServerMessage} ServerMessage */
/** @typedef {import("../components/phrase.js").PhraseBoard} PhraseBoard */

const TOOLS = ["document", "question", "timer", "chat"];
/** Forms that are fetched when they are first unfolded. @type {Record<string, () => Promise<unknown>>} */
const ON_FIRST_USE = { question: () => import("../components/poll-form.js"), timer: () => import("../components/timer-form.js") };

export class LeadTools {
  #chat = /** @type {ChatLog} */ (byId("chat-log"));
  #poll = /** @type {PollCard} */ (byId("poll-card"));
  #timer = /** @type {SessionTimer} */ (byId("timer-shown"));
  #resources = /** @type {ResourcePicker} */ (byId("resource-picker"));
  #reactions = /** @type {ReactionsSeen} */ (byId("reactions"));
  #screen;
  #unread = 0;
  #open = "";

  /** @param {RoomClient} client @param {PhraseBoard} board */
  constructor(client, board) {
    this.client = client;
    this.board = board;
    this.#screen = new ScreenShare(() => this.client, () => this.#showScreen());
    for (const tool of TOOLS) byId(`tool-${tool}`).onclick = () => void this.#toggle(tool);
    byId("tool-screen").hidden = !this.#screen.possible;
    byId("tool-screen").onclick = () => void this.#share();
    byId("tool-mute").onclick = () => client.send({ type: "mute.everyone" });
    byId("tool-lock").onclick = () => client.send({ type: "lock", on: !client.roster.shared.locked });
    this.#follow();
    this.#showScreen();
  }

  /** What the tools ask of the server. */
  #follow() {
    const { client } = this;
    /** @param {HTMLElement} element @param {string} name @param {(detail: any) => void} act */
    const on = (element, name, act) => element.addEventListener(name, (event) => act(/** @type {CustomEvent} */ (event).detail));
    on(this.#chat, "send", (text) => client.send({ type: "chat", text }));
    on(this.#chat, "erase", (id) => client.send({ type: "chat.erase", id }));
    on(this.#poll, "close", () => client.send({ type: "poll.close" }));
    on(this.#poll, "show", () => client.send({ type: "poll.show" }));
    on(this.#poll, "clear", () => client.send({ type: "poll.clear" }));
    on(this.#poll, "vote", (choices) => client.send({ type: "vote", choices }));
    on(this.#timer, "stop", () => client.send({ type: "timer.stop" }));
    on(this.#resources, "show", (id) => client.send({ type: "resource.show", id }));
    on(byId("poll-form"), "start", (poll) => {
      client.send({ type: "poll.start", ...poll });
      void this.#toggle("question");
    });
    on(byId("timer-form"), "start", (timer) => {
      client.send({ type: "timer.start", ...timer });
      void this.#toggle("timer");
    });
  }

  /** @param {ServerMessage} message */
  received(message) {
    const { roster } = this.client;
    if (message.type === "reaction") this.#reactions.add(message.kind, roster.people.get(message.person)?.name ?? "");
    else if (message.type === "chat" && message.person !== roster.self && this.#open !== "chat") this.#unread++;
    else if (message.type === "screen.taken") {
      void this.#screen.stop();
      this.board.show("screen", { icon: "ecran", tone: "info", sentence: t("screen.taken", { name: message.by }) });
    } else if (message.type === "help.done") {
      this.board.show("help", { icon: "ok", tone: "info", sentence: t("help.done", { name: message.name }), actions: [closeAction(this.board, "help")] });
    } else if (message.type === "howling") {
      const name = message.person ? (roster.people.get(message.person)?.name ?? "") : t("lead.howling.room");
      this.board.show("howling", { icon: "echo", tone: "warning", sentence: t("lead.howling", { name }), actions: [closeAction(this.board, "howling")] });
    }
  }

  update() {
    const { roster } = this.client;
    const { shared } = roster;
    this.#chat.update(shared.chat, roster.self);
    this.#poll.update(shared.poll);
    byId("poll").hidden = !shared.poll;
    // The minutes are kept when the answers are stopped. A link opens them without an account.
    byId("minutes").hidden = !shared.poll || shared.poll.state === "open";
    byId("minutes").setAttribute("href", `/votes/${roster.session?.id ?? ""}${location.hash}`);
    this.#timer.update(shared.timer);
    this.#resources.update(shared.resources, shared.shown);
    /** @type {ResourceView} */ (byId("resource")).update(shared.shownResource());
    byId("tool-mute").toggleAttribute("hidden", !roster.homes().some((person) => person.microphone));
    this.#showDoor(shared.locked);
    this.#showUnread();
  }

  /** @param {boolean} locked */
  #showDoor(locked) {
    byId("door").hidden = !locked;
    setText(byId("tool-lock-words"), t(locked ? "lead.unlock" : "lead.lock"));
    byId("tool-lock").classList.toggle("allume", locked);
  }

  #showUnread() {
    const count = byId("chat-unread");
    count.hidden = this.#unread === 0;
    count.replaceChildren(String(this.#unread), el("span", { class: "vh" }, ` ${tn("chat.unread", this.#unread)}`));
  }

  /** @param {string} tool */
  async #toggle(tool) {
    this.#open = this.#open === tool ? "" : tool;
    for (const each of TOOLS) {
      const open = each === this.#open;
      byId(`panel-${each}`).hidden = !open;
      byId(`tool-${each}`).setAttribute("aria-expanded", String(open));
    }
    if (this.#open === "chat") this.#unread = 0;
    if (!this.#open) return byId(`tool-${tool}`).focus();
    await ON_FIRST_USE[tool]?.();
    this.update(); // What was hidden has its size now: the talk scrolls to its end.
    const inside = byId(`panel-${tool}`).querySelector("chat-log, poll-form, timer-form, resource-picker");
    if (inside instanceof HTMLElement) inside.focus();
  }

  async #share() {
    this.board.clear("screen");
    if (this.#screen.on) return this.#screen.stop();
    try {
      await this.#screen.start();
    } catch {
      this.board.show("screen", { icon: "ecran", tone: "warning", sentence: t("screen.failed") });
    }
  }

  #showScreen() {
    const { on } = this.#screen;
    setText(byId("tool-screen-words"), t(on ? "screen.stop" : "screen.share"));
    setIcon(byId("tool-screen").querySelector("svg") ?? byId("tool-screen"), on ? "x" : "ecran");
    byId("tool-screen").classList.toggle("allume", on);
    if (on) this.board.show("screen", { icon: "ecran", tone: "info", sentence: t("screen.on") });
    else this.board.clear("screen");
  }

  /** The page is over: what is captured is given back. */
  end() {
    void this.#screen.stop();
  }
}
