// The sessions of today, in the order of time: one press starts the next one.
import { byId, el, icon, setText } from "../components/dom.js";
import { clockTime, dayName, t, tn } from "../text.js";
import { ask, busy, input, onSubmit, sentenceFor, startDesk, tell } from "./desk.js";
import { openRoomScreen } from "./room-screen.js";

/** @typedef {import("../protocol/messages").Session & {live: {here: number, waiting: number, kit: "here" | "away", cameras: string[]}, may: string[]}} Planned */

const REFRESH_MS = 20_000;
const SOON_MIN = 90;
const MINUTE_MS = 60_000;

class TodayPage {
  #drawn = "";
  /** @type {any} */ #known = null;
  #coordinates = false;

  async start() {
    byId("unplanned").onclick = () => this.#toggleForm();
    onSubmit("unplanned-form", () => this.#startUnplanned());
    const account = await startDesk();
    this.#coordinates = (account?.centres ?? []).some((/** @type {any} */ centre) => centre.roles.includes("coordinator"));
    if (account) setText(byId("hello"), t("today.hello", { name: account.name.split(" ")[0] }));
    this.#offerRecordings(account?.centres ?? []);
    await this.#refresh();
    setInterval(() => document.hidden || void this.#refresh(), REFRESH_MS);
  }

  async #refresh() {
    const answer = await ask("GET", "/api/sessions");
    if (!answer.ok) return tell("problem", sentenceFor(answer, {}));
    tell("problem");
    this.#known = answer.body;
    this.#draw();
  }

  #draw() {
    const now = new Date(this.#known.now);
    /** @type {Planned[]} */
    const sessions = this.#known.sessions;
    const coming = sessions.filter((session) => session.state !== "ended");
    const next = coming.find((session) => session.state === "open") ?? coming.find((session) => new Date(session.ends_at ?? 0) > now) ?? coming[0];
    setText(byId("day"), `${dayName(now)}. ${coming.length ? tn("today.count", coming.length) : t("today.none")}`);
    byId("unplanned").hidden = !this.#rooms().length;
    const drawn = JSON.stringify([sessions, Math.floor(now.getTime() / MINUTE_MS)]);
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    const focused = document.activeElement?.id;
    byId("next").replaceChildren(...(next ? [this.#card(next, now, true)] : this.#known.rooms.length ? [] : [this.#noRoom()]));
    byId("others").replaceChildren(...[...coming, ...sessions.filter((session) => session.state === "ended")].filter((session) => session !== next).map((session) => this.#card(session, now, false)));
    if (focused) document.getElementById(focused)?.focus();
  }

  /** @param {Planned} session @param {Date} now @param {boolean} first the one to start: larger, its button filled */
  #card(session, now, first) {
    const words = el("div", { class: "tx" },
      el("p", { class: "hh" }, hours(session, now)),
      el("h2", {}, session.title),
      el("p", { class: "doux" }, `${session.room.name} · ${session.centre.name}`),
      el("p", { class: "etats" }, ...states(session)),
      session.waiting_room && session.state !== "ended" ? el("p", { class: "phrase phrase-info" }, icon("cadenas"), el("span", {}, t("today.private"))) : null,
      this.#commands(session, first));
    return el("article", { class: first ? "carte prem" : "carte aut" }, first ? drawing(session.activity) : null, words);
  }

  /** A centre that has just been made. */
  #noRoom() {
    const way = this.#coordinates && el("a", { class: "bt bt-petit", href: "/centre" }, t("today.rooms.add"));
    return el("div", { class: "phrase phrase-info" }, icon("maison"), el("div", {}, el("p", { class: "dit" }, t("today.rooms.none")), way));
  }

  /** @param {Planned} session @param {boolean} first */
  #commands(session, first) {
    const place = el("div", { class: "commandes" });
    const style = first ? "bt bt-1 bt-grand" : "bt bt-grand";
    if (session.state === "open" && session.may.includes("lead")) {
      place.append(el("a", { class: style, id: `go-${session.id}`, href: `/animer/${session.id}` }, icon("lire"), t("today.resume")));
    } else if (session.state === "closed" && session.may.includes("start")) {
      const button = el("button", { type: "button", class: style, id: `go-${session.id}` }, icon("lire"), t("today.start"));
      button.onclick = () => void busy(button, () => this.#start(session.id));
      place.append(button);
    }
    const links = [session.may.includes("edit") && session.state !== "ended" && el("a", { class: "lien", href: `/seances/${session.id}` }, t("today.prepare")),
      session.may.includes("lead") && session.state === "ended" && el("a", { class: "lien", href: `/presences/${session.id}` }, t("attendance.sheet"))];
    place.append(...links.filter((link) => link instanceof Node));
    if (session.may.includes("lead") && session.state !== "ended") place.append(this.#screen(session));
    return place;
  }

  /** @param {Planned} session */
  #screen(session) {
    const button = el("button", { type: "button", class: "lien", id: `screen-${session.id}` }, icon("ecran"), t("screen.open"));
    button.onclick = () => void busy(button, async () => {
      const opened = await openRoomScreen(async () => (await ask("POST", `/api/rooms/${session.room.slug}/screen`)).body.url ?? "");
      tell("problem", opened ? "" : t("desk.failed"));
    });
    return button;
  }

  /** Of the centres in which one leads; looked for when somebody looks.
   * @param {{id: number, name: string, roles: string[]}[]} centres */
  #offerRecordings(centres) {
    const led = centres.filter(({ roles }) => roles.some((role) => role !== "technician"));
    const place = byId("recordings");
    place.hidden = !led.length;
    place.ontoggle = async () => {
      if (!(/** @type {HTMLDetailsElement} */ (place).open)) return;
      const { showRecordings } = await import("./recordings.js");
      void showRecordings(byId("recordings-list"), led);
    };
  }

  /** @param {string} id */
  async #start(id) {
    const answer = await ask("POST", `/api/sessions/${id}/start`);
    if (answer.ok) return location.assign(answer.body.url);
    tell("problem", sentenceFor(answer, { busy: "lead.refused.busy" }));
    byId("problem").scrollIntoView({ block: "center" });
  }

  /** Rooms of the centres where one may make a session. */
  #rooms() {
    const sessions = /** @type {Planned[]} */ (this.#known.sessions);
    const closed = new Set(sessions.filter((session) => !session.may.includes("edit")).map((session) => session.room.slug));
    return this.#known.rooms.filter((/** @type {any} */ room) => !closed.has(room.slug));
  }

  #toggleForm() {
    const form = byId("unplanned-form");
    form.hidden = !form.hidden;
    byId("unplanned").setAttribute("aria-expanded", String(!form.hidden));
    if (form.hidden) return;
    const rooms = this.#rooms();
    byId("room").replaceChildren(...rooms.map((/** @type {any} */ room) => el("option", { value: room.slug }, room.name)));
    byId("room").onchange = () => this.#offerActivities();
    this.#offerActivities();
    byId("room").focus();
  }

  #offerActivities() {
    const room = this.#rooms().find((/** @type {any} */ one) => one.slug === input("room").value);
    const language = document.documentElement.lang;
    const own = this.#known.activities.filter((/** @type {any} */ one) => one.centre === room?.centre);
    byId("activity").replaceChildren(el("option", { value: "" }, t("today.activity.usual")), ...own.map((/** @type {any} */ one) => el("option", { value: one.key }, one.name[language] ?? one.name.fr)));
  }

  async #startUnplanned() {
    const [title, activity] = [input("unplanned-title").value.trim(), input("activity").value];
    const answer = await ask("POST", `/api/rooms/${input("room").value}/sessions`, { ...(title ? { title } : {}), ...(activity ? { activity } : {}) });
    if (!answer.ok) return tell("problem", sentenceFor(answer, { busy: "lead.refused.busy", invalid: "today.unplanned.wrong" }));
    await this.#start(answer.body.session.id);
  }
}

/** "14 h à 15 h 30 · dans 12 min".
 * @param {Planned} session @param {Date} now */
function hours(session, now) {
  const start = new Date(session.starts_at ?? now);
  const range = t("today.hours", { start: clockTime(start.toISOString()), end: clockTime(session.ends_at ?? start.toISOString()) });
  if (session.state === "open") return `${range} · ${t("today.now")}`;
  const minutes = Math.round((start.getTime() - now.getTime()) / MINUTE_MS);
  return session.state === "closed" && minutes > 0 && minutes <= SOON_MIN ? `${range} · ${t("today.in", { n: minutes })}` : range;
}

/** @param {Planned} session */
function states(session) {
  const { live, state } = session;
  if (state === "ended") return [badge("past", "ok", t("lead.state.ended"))];
  const room = live.kit === "here" ? badge("past past-ok", "ok", t("today.room.ready")) : badge("past past-att", "att", t("today.room.away"));
  const people = [live.here ? badge("past past-mer", "gens", tn("today.here", live.here)) : null, live.waiting ? badge("past past-mer", "gens", tn("lead.waiting", live.waiting)) : null];
  return [room, ...people.filter((one) => one !== null)];
}

/** @param {string} style @param {string} name @param {string} words */
function badge(style, name, words) {
  return el("span", { class: style }, icon(name), words);
}

/** The drawing of this activity, or that of any room. @param {string} activity */
function drawing(activity) {
  const image = el("img", { src: `/static/illustrations/${activity}.svg`, alt: "" });
  image.onerror = () => {
    image.onerror = null;
    image.src = "/static/illustrations/salle.svg";
  };
  return el("div", { class: "im" }, image);
}

void new TodayPage().start();
