// Which workshop this is, one's first name, Entrer.
import { byId, setText } from "../components/dom.js";
import { phoneText, t, timeRange, tn } from "../text.js";

/** @typedef {import("../protocol/messages").Session} Session */

const NAME_KEY = "passerelle.name";

export class JoinView {
  #name = /** @type {HTMLInputElement} */ (byId("name"));
  #missing = byId("name-missing");
  #enter = byId("enter");

  /** @param {(name: string) => void} onEnter */
  constructor(onEnter) {
    this.#name.value ||= sessionStorage.getItem(NAME_KEY) ?? "";
    this.#name.oninput = () => this.#setMissing(false);
    byId("join-form").onsubmit = (event) => {
      event.preventDefault();
      const name = this.#name.value.trim();
      this.#setMissing(!name);
      if (!name) return this.#name.focus();
      sessionStorage.setItem(NAME_KEY, name);
      onEnter(name);
    };
  }

  /** @param {Session} session @param {number} people already there at a distance */
  describe(session, people) {
    byId("join-title").textContent = session.title;
    document.title = `${session.title} · ${t("join.page")} · ${t("app.name")}`;
    fill("room-name", session.room.name);
    if (session.starts_at && session.ends_at) fill("when", timeRange(session.starts_at, session.ends_at));
    fill("where", [session.centre.name, session.centre.town].filter(Boolean).join(", "));
    const there = people ? tn("join.there", people) : t("join.there.none");
    fill("who", session.host ? `${t("join.host", { host: session.host })} ${there}` : there);
    if (session.centre.phone) fill("join-help", t("join.help", { tel: phoneText(session.centre.phone) }));
    illustrate(session.room.slug);
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

  /** @param {boolean} missing */
  #setMissing(missing) {
    this.#missing.hidden = !missing;
    this.#name.setAttribute("aria-invalid", String(missing));
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
