// Help from whoever leads: asked for, agreed to, and one large instruction at a time. What blocks one
// is told only after one agreed. Loaded when help is first asked for or offered.
import { announce } from "../components/announcer.js";
import { el, icon } from "../components/dom.js";
import { INSTRUCTIONS } from "../components/instructions.js";
import { addSentences, t } from "../text.js";
import { addStyle } from "./page.js";

await Promise.all([addSentences("care"), addStyle("care")]);

/** @typedef {import("../protocol/room-client.js").RoomClient} RoomClient */
/** @typedef {import("../protocol/messages").DeviceStatus} DeviceStatus */
/** @typedef {import("../components/phrase.js").PhraseBoard} PhraseBoard */
/** @typedef {Extract<import("../protocol/messages").ServerMessage, {type: "help.instruction"}>} Instruction */

const REPORT_EVERY_MS = 2000;

export class Help {
  #agreed = false;
  #told = "";
  /** @type {HTMLElement | null} */ #card = null;

  /**
   * @param {{client: () => RoomClient, board: PhraseBoard, place: HTMLElement, status: () => Omit<DeviceStatus, "browser">}} options
   */
  constructor(options) {
    this.options = options;
    setInterval(() => this.#report(), REPORT_EVERY_MS);
  }

  /** The person presses Aide. @param {string} host */
  ask(host) {
    this.options.client().send({ type: "help.ask", on: true });
    this.#offer(t("help.asked", { host }), host);
  }

  /** Whoever leads would like to help. @param {string} by */
  offered(by) {
    this.#offer(t("help.offered", { host: by }), by);
    announce(t("help.offered", { host: by }));
  }

  /** A new connection knows nothing of what was told before. */
  again() {
    this.#told = "";
    if (this.#agreed) this.options.client().send({ type: "help.agree", yes: true });
  }

  /** @param {Instruction} instruction */
  instructed({ key, text, by }) {
    this.#card?.remove();
    this.#card = null;
    if (!key && !text) return;
    const ready = INSTRUCTIONS.find((one) => one.key === key);
    const heading = el("h2", { tabindex: "-1" }, t("help.push", { host: by }));
    const done = el("button", { type: "button", class: "bt bt-1 bt-grand" }, icon("ok"), t("help.done.do"));
    done.onclick = () => {
      this.options.client().send({ type: "help.done" });
      this.#card?.remove();
      this.#card = null;
    };
    this.#card = el("section", { class: "consigne", role: "alert" }, icon(ready?.icon ?? "aide"),
      el("div", {}, heading, el("p", {}, ready ? t(`help.instruction.${ready.key}`) : (text ?? "")), done));
    this.options.place.prepend(this.#card);
  }

  /** @param {string} sentence @param {string} host */
  #offer(sentence, host) {
    const { board, client } = this.options;
    const answer = (/** @type {boolean} */ yes) => {
      this.#agreed = yes;
      this.#told = "";
      client().send({ type: "help.agree", yes });
      board.clear("help");
      if (!yes) return;
      this.#report();
      board.show("help", { icon: "aide", tone: "info", sentence: t("help.agreed", { host }), actions: [{ label: t("help.stop"), do: () => answer(false) }] });
    };
    const shown = board.show("help", {
      icon: "aide", tone: "info", title: sentence, sentence: t("help.agree", { host }),
      actions: [{ label: t("help.agree.yes"), do: () => answer(true) }, { label: t("help.agree.no"), do: () => answer(false) }],
    });
    shown.querySelector("h2")?.focus();
  }

  #report() {
    if (!this.#agreed) return;
    const status = { ...this.options.status(), browser: browserName() };
    const told = JSON.stringify(status);
    if (told === this.#told || this.options.client().state !== "live") return;
    this.#told = told;
    this.options.client().send({ type: "help.status", ...status });
  }
}

/** "Chrome 130, Android": enough for whoever helps to say where a button is. */
function browserName() {
  const agent = navigator.userAgent;
  const browser = /(Firefox|Edg|OPR|SamsungBrowser|Chrome|Version)\/(\d+)/.exec(agent.replace(/Chrome\/\S+ (?=.*(Edg|OPR)\/)|Version\/\S+ (?=.*Chrome)/g, "")) ?? ["", "", ""];
  const system = /Android|iPhone|iPad|Windows|Mac OS X|CrOS|Linux/.exec(agent)?.[0] ?? "";
  return [`${browser[1].replace("Version", "Safari").replace("Edg", "Edge")} ${browser[2]}`.trim(), system].filter(Boolean).join(", ").slice(0, 64);
}
