// The attendance sheet of a session: who was there, corrected by hand, printed, exported.
import { byId, el, icon, setText } from "../components/dom.js";
import { clockTime, dateText, t, timeRange, tn } from "../text.js";
import { ask, busy, input, onSubmit, sentenceFor, sessionOfAddress, startSheet, tell } from "./desk.js";

/** @typedef {import("../protocol/messages").Attendee} Attendee */
/** @typedef {import("../protocol/messages").Counts} Counts */

const PLACES = /** @type {const} */ (["room", "home", "phone"]);
const REFRESH_MS = 15_000;

class AttendancePage {
  #path = `/api/attendance/${encodeURIComponent(sessionOfAddress())}`;
  /** @type {Attendee[]} */ #lines = [];
  /** The line being corrected; the sheet is not drawn anew meanwhile. */ #corrected = "";

  async start() {
    await startSheet(`${this.#path}.csv`, `${t("attendance.file")}.csv`);
    onSubmit("add", () => this.#add());
    byId("show-door").onclick = () => void busy(byId("show-door"), () => this.#toggleDoor());
    byId("print-door").onclick = () => this.#printDoor();
    byId("less").onclick = () => void busy(byId("less"), () => this.#count(-1));
    byId("more").onclick = () => void busy(byId("more"), () => this.#count(1));
    await this.#load();
    setInterval(() => document.hidden || this.#corrected || void this.#load(), REFRESH_MS);
  }

  async #load() {
    const answer = await ask("GET", this.#path);
    if (!answer.ok) return tell("problem", sentenceFor(answer, {}));
    this.#show(answer.body);
  }

  /** @param {{session?: any, counts: Counts, in_room: number, lines: Attendee[], kept_until?: string}} sheet */
  #show(sheet) {
    const { session, counts } = sheet;
    if (session) {
      setText(byId("heading"), session.title);
      setText(byId("when"), [timeRange(session.starts_at, session.ends_at), session.room?.name, session.centre?.name].filter(Boolean).join(" · "));
      document.title = `${t("attendance.sheet")} · ${session.title} · ${t("app.name")}`;
    }
    this.#lines = sheet.lines;
    const total = counts.room + counts.home + counts.phone;
    const parts = PLACES.filter((place) => counts[place]).map((place) => t(`attendance.count.${place}`, { n: counts[place] }));
    setText(byId("total"), [tn("people.count", total), ...parts].join(" · "));
    setText(byId("in-room-count"), String(sheet.in_room));
    if (sheet.kept_until) setText(byId("kept"), t("attendance.kept", { day: dateText(new Date(sheet.kept_until)) }));
    byId("sheet").hidden = false;
    byId("lines").replaceChildren(...this.#lines.map((line) => this.#row(line)));
    byId("none").hidden = this.#lines.length > 0;
  }

  /** @param {Attendee} line */
  #row(line) {
    const hours = `${clockTime(line.arrived_at)}${line.left_at ? ` – ${clockTime(line.left_at)}` : ""}`;
    const change = el("button", { type: "button", class: "bt bt-petit", id: `change-${line.id}` }, t("attendance.correct"), el("span", { class: "vh" }, ` ${line.name}`));
    change.onclick = () => this.#open(line);
    return el("tr", line.present ? {} : { class: "raye" },
      el("th", { scope: "row" }, line.name, line.present ? null : el("span", { class: "vh" }, ` (${t("attendance.struck")})`)),
      el("td", {}, t(`attendance.place.${line.place}`)), el("td", { class: "num" }, hours),
      el("td", { class: "signature" }), el("td", { class: "noprint" }, change));
  }

  /** The fields of one line, in its place. @param {Attendee} line */
  #open(line) {
    this.#corrected = line.id;
    byId("lines").replaceChildren(...this.#lines.map((one) => (one.id === line.id ? this.#form(line) : this.#row(one))));
    input("line-name").focus();
  }

  /** @param {Attendee} line */
  #form(line) {
    const name = el("input", { class: "saisie", id: "line-name", maxlength: "40", autocomplete: "off" });
    name.value = line.name;
    const place = el("select", { class: "saisie", id: "line-place" }, ...PLACES.map((one) => el("option", { value: one }, t(`attendance.place.${one}`))));
    place.value = line.place;
    const [from, to] = [timeField("line-from", line.arrived_at), timeField("line-to", line.left_at)];
    const present = el("input", { type: "checkbox", id: "line-present" });
    present.checked = line.present;
    const save = el("button", { type: "button", class: "bt bt-petit" }, icon("ok"), t("attendance.save"));
    save.onclick = () => void busy(save, () => this.#correct(line, {
      name: name.value.trim() || line.name, place: place.value, present: present.checked,
      arrived_at: at(line.arrived_at, from.value), ...(to.value ? { left_at: at(line.left_at ?? line.arrived_at, to.value) } : { here_still: true }),
    }));
    const cancel = el("button", { type: "button", class: "bt bt-petit" }, t("attendance.cancel"));
    cancel.onclick = () => this.#close(line.id);
    return el("tr", { class: "ouverte" }, el("td", { colspan: "5" }, el("div", { class: "deuxc" },
      labelled("attendance.name", name), labelled("attendance.where", place), labelled("attendance.from", from), labelled("attendance.to", to)),
      el("label", { class: "opt" }, present, el("span", {}, t("attendance.was.there"))), el("div", { class: "boutons" }, save, cancel)));
  }

  /** @param {Attendee} line @param {object} changes */
  async #correct(line, changes) {
    const answer = await ask("PATCH", `${this.#path}/${encodeURIComponent(line.id)}`, changes);
    if (!answer.ok) return tell("problem", sentenceFor(answer, { order: "attendance.order", invalid: "attendance.wrong" }));
    tell("problem");
    await this.#load();
    this.#close(line.id);
  }

  /** @param {string} id */
  #close(id) {
    this.#corrected = "";
    byId("lines").replaceChildren(...this.#lines.map((line) => this.#row(line)));
    document.getElementById(`change-${id}`)?.focus();
  }

  async #add() {
    const name = input("new-name").value.trim();
    if (!name) return input("new-name").focus();
    const answer = await ask("POST", this.#path, { name, here: true });
    if (!answer.ok) return tell("problem", sentenceFor(answer, { full: "attendance.full" }));
    tell("problem");
    input("new-name").value = "";
    await this.#load();
    input("new-name").focus();
  }

  /** The code on the door, by which people in the room write themselves down. */
  async #toggleDoor() {
    const shown = byId("door").hidden;
    if (shown) {
      const answer = await ask("GET", `${this.#path}/door`);
      if (!answer.ok) return tell("problem", sentenceFor(answer, {}));
      const { QrCode } = await import("../components/qr-code.js");
      const qr = byId("door-qr");
      if (qr instanceof QrCode) qr.text = answer.body.url;
    }
    byId("door").hidden = !shown;
    byId("show-door").setAttribute("aria-expanded", String(shown));
  }

  /** The door alone goes to the paper. */
  #printDoor() {
    document.body.classList.add("porte-seule");
    print();
    document.body.classList.remove("porte-seule");
  }

  /** @param {number} step */
  async #count(step) {
    const in_room = Math.max(0, Number(byId("in-room-count").textContent) + step);
    const answer = await ask("PATCH", this.#path, { in_room });
    if (!answer.ok) return tell("problem", sentenceFor(answer, {}));
    await this.#load();
  }
}

/** @param {string} id @param {string | null} iso */
function timeField(id, iso) {
  const field = el("input", { class: "saisie", type: "time", id });
  if (iso) field.value = new Date(iso).toTimeString().slice(0, 5);
  return field;
}

/** That day, at this time of the day; the seconds stay when the minute does. @param {string} day_iso @param {string} time */
function at(day_iso, time) {
  const date = new Date(day_iso);
  if (!time || date.toTimeString().slice(0, 5) === time) return day_iso;
  const [hours, minutes] = time.split(":").map(Number);
  date.setHours(hours, minutes, 0, 0);
  return date.toISOString();
}

/** @param {string} key @param {HTMLElement} control */
function labelled(key, control) {
  return el("label", { class: "champ" }, el("span", { class: "etiq" }, t(key)), control);
}

void new AttendancePage().start();
