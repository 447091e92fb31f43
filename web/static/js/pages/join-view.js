// Which workshop this is, one's first name, Entrer. A child is asked for an adult's name too.
import { byId, setText } from "../components/dom.js";
import { phoneText, speakTo, t, timeRange, tn } from "../text.js";

/** @typedef {import("../protocol/messages").Session} Session */
/** @typedef {import("../protocol/messages").Profile} Profile */
/** @typedef {import("../protocol/room-client.js").Manner} Manner */

const NAME_KEY = "passerelle.name";

export class JoinView {
  #name = new Field("name");
  #adult = new Field("adult");
  #enter = byId("enter");
  #child = false;

  /** @param {(name: string, manner: Manner) => void} onEnter */
  constructor(onEnter) {
    this.#name.input.value ||= sessionStorage.getItem(NAME_KEY) ?? "";
    byId("grown-up").onclick = () => this.#ask(!this.#child);
    byId("join-form").onsubmit = (event) => {
      event.preventDefault();
      const name = this.#name.filled();
      const adult = this.#child ? this.#adult.filled() : "";
      if (!name) return this.#name.input.focus();
      if (this.#child && !adult) return this.#adult.input.focus();
      sessionStorage.setItem(NAME_KEY, name);
      const companion = event.submitter === byId("companion");
      onEnter(name, { ...(companion ? { companion } : {}), ...(this.#child ? { minor: true, adult } : {}) });
    };
  }

  /** @param {Session} session @param {number} people already there at a distance
   * @param {Profile | null} profile */
  describe(session, people, profile) {
    byId("join-title").textContent = session.title;
    document.title = `${session.title} · ${t("join.page")} · ${t("app.name")}`;
    fill("room-name", session.room.name);
    if (session.starts_at && session.ends_at) fill("when", timeRange(session.starts_at, session.ends_at));
    fill("where", [session.centre.name, session.centre.town].filter(Boolean).join(", "));
    const there = people ? tn("join.there", people) : t("join.there.none");
    fill("who", session.host ? `${t("join.host", { host: session.host })} ${there}` : there);
    if (session.centre.phone) fill("join-help", t("join.help", { tel: phoneText(session.centre.phone) }));
    illustrate(session.room.slug);
    byId("grown-up").hidden = !profile?.minors;
    if (profile?.minors) this.#ask(true);
  }

  /** @param {boolean} busy the press is being served */
  set busy(busy) {
    this.#enter.setAttribute("aria-busy", String(busy));
    this.#enter.querySelector("span")?.replaceChildren(t(busy ? "join.entering" : "join.enter"));
  }

  /** @param {string} sentence why entering takes time, or nothing */
  set problem(sentence) {
    byId("join-problem").hidden = !sentence;
    setText(byId("join-problem"), sentence);
  }

  /** The questions for a child, or those for everybody else. @param {boolean} child */
  #ask(child) {
    this.#child = child;
    void speakTo(child);
    setText(byId("name-label"), t(child ? "join.name.child" : "join.name"));
    setText(byId("name-help"), t(child ? "join.name.help.child" : "join.name.help"));
    setText(byId("name-missing-words"), t(child ? "join.name.missing.child" : "join.name.missing"));
    setText(byId("grown-up"), t(child ? "join.grown" : "join.child"));
    byId("adult-field").hidden = !child;
    this.#name.clear();
    this.#adult.clear();
  }
}

/** A line to write on, and the sentence when nothing is written there. */
class Field {
  /** @param {string} id */
  constructor(id) {
    this.input = /** @type {HTMLInputElement} */ (byId(id));
    this.missing = byId(`${id}-missing`);
    this.input.oninput = () => this.clear();
  }

  /** What is written; without anything, says so. */
  filled() {
    const text = this.input.value.trim();
    this.missing.hidden = text !== "";
    this.input.setAttribute("aria-invalid", String(!text));
    return text;
  }

  clear() {
    this.missing.hidden = true;
    this.input.setAttribute("aria-invalid", "false");
  }
}

/** Writes a line and shows it. @param {string} id @param {string} text */
function fill(id, text) {
  const element = byId(id);
  element.textContent = text;
  const line = element.closest("li, p") ?? element;
  line.toggleAttribute("hidden", !text);
}

/** The drawing of this room's activity, or that of any room. @param {string} room */
function illustrate(room) {
  const image = /** @type {HTMLImageElement} */ (byId("illustration"));
  const show = (/** @type {string} */ name) => (image.src = `/static/illustrations/${name}.svg`);
  image.onerror = () => {
    image.onerror = null;
    show("salle");
  };
  image.hidden = false;
  show(room);
}
