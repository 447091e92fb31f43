// What a centre keeps: its attendance sheets and for how long, the ledgers of consent.
import { confirm } from "../components/confirm.js";
import { byId, el, icon } from "../components/dom.js";
import { dateText, t } from "../text.js";
import { ask, busy, download, input, onSubmit, sentenceFor, tell } from "./desk.js";

/** Choices of days that people have words for. */
const DAYS = [30, 90, 180, 365, 730, 1095, 1825, 3650];
const PAST_MS = 60 * 24 * 3600_000;

export class CentreKeeping {
  #centre = "";
  #days = 0;

  constructor() {
    onSubmit("keep", () => this.#keep());
  }

  /** @param {string} centre */
  async show(centre) {
    this.#centre = centre;
    const now = Date.now();
    const hours = new URLSearchParams({ from: new Date(now - PAST_MS).toISOString(), to: new Date(now).toISOString() });
    const [days, sessions] = await Promise.all([ask("GET", this.#address), ask("GET", `/api/sessions?${hours}`)]);
    if (days.ok) this.#offer(days.body.days);
    else tell("kept-problem", sentenceFor(days, {}));
    if (!sessions.ok) return tell("past-problem", sentenceFor(sessions, {}));
    const past = /** @type {any[]} */ (sessions.body.sessions).filter((one) => String(one.centre.id) === centre && new Date(one.starts_at).getTime() <= now);
    byId("past").replaceChildren(...past.reverse().map((one) => this.#row(one)));
    byId("past-none").hidden = past.length > 0;
  }

  get #address() {
    return `/api/centres/${this.#centre}/attendance-days`;
  }

  /** @param {number} kept */
  #offer(kept) {
    this.#days = kept;
    const all = [...new Set([...DAYS, kept])].sort((one, other) => one - other);
    byId("days").replaceChildren(...all.map((days) => new Option(DAYS.includes(days) ? t(`kept.${days}`) : t("kept.other", { n: days }), String(days))));
    input("days").value = String(kept);
  }

  async #keep() {
    const days = Number(input("days").value);
    const loses = { title: t("kept.less.title"), note: t("kept.less.note"), yes: t("kept.do"), no: t("team.keep") };
    if (days < this.#days && !(await confirm(loses))) return this.#offer(this.#days);
    const answer = await ask("PUT", this.#address, { days });
    if (!answer.ok) return tell("kept-problem", sentenceFor(answer, {}));
    this.#offer(answer.body.days);
    tell("kept-problem", t("desk.saved"), "done");
  }

  /** @param {any} session */
  #row(session) {
    const title = el("span", { class: "vh" }, ` ${session.title}`);
    const ledger = el("button", { type: "button", class: "bt bt-petit" }, icon("charge"), t("past.ledger"), title);
    ledger.onclick = () => void busy(ledger, async () => {
      const saved = await download(`/api/consents/${session.id}`, `${t("past.file")}-${session.id}.csv`);
      tell("past-problem", saved ? "" : t("desk.failed"));
    });
    const words = el("div", { class: "qui" }, el("b", {}, session.title), el("span", { class: "doux" }, `${dateText(new Date(session.starts_at))} · ${session.room.name}`));
    return el("li", {}, words, el("div", { class: "boutons" }, el("a", { class: "bt bt-petit", href: `/presences/${session.id}` }, t("attendance.sheet"), title.cloneNode(true)), ledger));
  }
}
