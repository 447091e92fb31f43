// One session: its title, template, hours, door and documents; and the invitation to hand out.
import { confirm } from "../components/confirm.js";
import { byId, setText } from "../components/dom.js";
import { QrCode } from "../components/qr-code.js";
import { groupedCode, phoneText, t, timeRange } from "../text.js";
import { ask, busy, download, input, onSubmit, sentenceFor, sessionOfAddress, startDesk, tell } from "./desk.js";
import { ResourceEditor } from "./resource-editor.js";

/** Which field each name of the server is about. @type {Record<string, string>} */
const FIELDS = { title: "title", activity: "activity", starts_at: "start", ends_at: "end", host: "host" };

class SessionEditPage {
  #id = sessionOfAddress();
  #resources = new ResourceEditor(byId("resources"), byId("resource-more"));

  async start() {
    await startDesk();
    onSubmit("edit", () => this.#save());
    byId("print").onclick = () => print();
    byId("copy").onclick = () => void this.#copy();
    byId("ledger").onclick = () => void busy(byId("ledger"), () => this.#takeLedger());
    byId("renew").onclick = () => void busy(byId("renew"), () => this.#renew());
    const [answer, all] = await Promise.all([ask("GET", `/api/sessions/${this.#id}`), ask("GET", "/api/sessions")]);
    if (!answer.ok) return tell("problem", sentenceFor(answer, {}));
    const { session } = answer.body;
    this.#offerActivities(all.body.activities ?? [], session);
    this.#fill(session);
    this.#resources.fill(answer.body.resources);
    this.#invite(session, answer.body.link.url);
    byId("edit").hidden = byId("invitation").hidden = false;
  }

  async #takeLedger() {
    const saved = await download(`/api/consents/${this.#id}`, `${t("past.file")}-${this.#id}.csv`);
    tell("invite-problem", saved ? "" : t("desk.failed"));
  }

  /** @param {any[]} activities @param {any} session */
  #offerActivities(activities, session) {
    const language = document.documentElement.lang;
    const own = activities.filter((one) => one.centre === session.centre.id);
    const options = own.map((one) => new Option(one.name[language] ?? one.name.fr, one.key));
    if (!own.some((one) => one.key === session.activity)) options.unshift(new Option(session.activity, session.activity));
    byId("activity").replaceChildren(...options);
  }

  /** @param {any} session */
  #fill(session) {
    setText(byId("heading"), session.title);
    document.title = `${session.title} · ${t("app.name")}`;
    input("title").value = session.title;
    input("activity").value = session.activity;
    input("host").value = session.host ?? "";
    const [start, end] = [local(session.starts_at), local(session.ends_at)];
    input("day").value = start.day;
    input("start").value = start.time;
    input("end").value = end.time;
    input("waiting-room").checked = session.waiting_room;
  }

  async #save() {
    tell("problem");
    for (const field of Object.values(FIELDS)) input(field).removeAttribute("aria-invalid");
    const start = new Date(`${input("day").value}T${input("start").value}`);
    let end = new Date(`${input("day").value}T${input("end").value}`);
    if (Number.isNaN(start.getTime()) || Number.isNaN(end.getTime())) return this.#wrong(["starts_at"]);
    if (end <= start) end = new Date(end.getTime() + 24 * 3600_000); // An evening that ends after midnight.
    const host = input("host").value.trim();
    const answer = await ask("PATCH", `/api/sessions/${this.#id}`, {
      title: input("title").value.trim(), activity: input("activity").value, ...(host ? { host } : {}),
      starts_at: start.toISOString(), ends_at: end.toISOString(),
      waiting_room: input("waiting-room").checked, resources: this.#resources.read(),
    });
    if (answer.body.reason === "invalid") return this.#wrong(answer.body.fields);
    if (!answer.ok) return tell("problem", sentenceFor(answer, {}));
    this.#fill(answer.body.session);
    this.#resources.fill(answer.body.resources);
    this.#invite(answer.body.session, answer.body.link.url);
    tell("problem", t("desk.saved"), "done");
  }

  /** @param {string[]} names as the server calls them */
  #wrong(names) {
    const fields = names.map((name) => FIELDS[name]).filter(Boolean);
    for (const field of fields) input(field).setAttribute("aria-invalid", "true");
    if (fields.length) input(fields[0]).focus();
    const resources = names.some((name) => name.startsWith("resources"));
    tell("problem", t(resources ? "session.wrong.resources" : fields.some((field) => field === "start" || field === "end") ? "session.wrong.hours" : "session.wrong"));
  }

  /** The sheet to print or show. @param {any} session @param {string} url */
  #invite(session, url) {
    const code = session.code ?? "";
    setText(byId("invite-title"), session.title);
    setText(byId("invite-when"), timeRange(session.starts_at, session.ends_at));
    setText(byId("invite-where"), [session.room.name, session.centre.name, session.centre.town].filter(Boolean).join("\u00a0· "));
    setText(byId("invite-site"), t("invite.site", { address: location.host }));
    setText(byId("invite-code"), groupedCode(code));
    setText(byId("invite-help"), session.centre.phone ? t("join.help", { tel: phoneText(session.centre.phone) }) : "");
    input("invite-link").value = url;
    /** @type {QrCode} */ (byId("invite-qr")).text = `${location.origin}/#${code.replace(/\D/g, "")}`;
  }

  async #copy() {
    input("invite-link").select();
    const copied = await navigator.clipboard?.writeText(input("invite-link").value).then(() => true, () => false);
    tell("invite-problem", t(copied ? "invite.copied" : "invite.copy.by.hand"), "done");
  }

  async #renew() {
    if (!(await confirm({ title: t("invite.renew.title"), note: t("invite.renew.note"), yes: t("invite.renew"), no: t("invite.renew.keep") }))) return;
    const answer = await ask("POST", `/api/sessions/${this.#id}/link`);
    if (!answer.ok) return tell("invite-problem", sentenceFor(answer, {}));
    const again = await ask("GET", `/api/sessions/${this.#id}`);
    if (again.ok) this.#invite(again.body.session, again.body.link.url);
    tell("invite-problem", t("invite.renewed"), "done");
  }
}

/** A date in this device's own time, as date and time fields write it. @param {string} iso */
function local(iso) {
  const date = new Date(iso);
  const two = (/** @type {number} */ n) => String(n).padStart(2, "0");
  return { day: `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`, time: `${two(date.getHours())}:${two(date.getMinutes())}` };
}

void new SessionEditPage().start();
