// The people of a session, and what whoever leads can do for each: one button for the likeliest
// act, the others unfold below. Fires "act" ({person, act, instruction}).
import { addSentences, t } from "../text.js";
import { el, icon, setIcon, setText } from "./dom.js";
import { INSTRUCTIONS } from "./instructions.js";
import { arrangeRows, PersonRow } from "./person-row.js";

await addSentences("lead"); // A home that was handed the lead has the page of homes.

/** @typedef {"mute" | "spotlight" | "unspotlight" | "lower" | "lend" | "recover" | "help" | "side" | "rejoin" | "remove"} Act */
/** @typedef {import("./person-row.js").ListedPerson & {acts: Act[], first: Act}} LedPerson */

/** @type {Record<Act, string>} */
const ICONS = {
  mute: "micx", spotlight: "etoile", unspotlight: "etoile", lower: "main", lend: "partir",
  recover: "refaire", help: "aide", side: "bulle", rejoin: "bulle", remove: "sortir",
};
/** The act whose button shows words: a person in trouble must not be looked for. */
const SPELLED = "help";

class LedRow {
  #row = new PersonRow();
  #firstIcon = icon("etoile");
  #firstWords = el("span");
  #first = el("button", { type: "button", class: "bt bt-petit" }, this.#firstIcon, this.#firstWords);
  #more = el("button", { type: "button", class: "bt bt-petit bt-i", "aria-expanded": "false" }, icon("points"));
  #panel = el("div", { class: "deplie", hidden: true });
  /** @type {"acts" | "help"} */ #side = "acts";
  #drawn = "";
  /** @type {LedPerson | null} */ #person = null;

  /** @param {(act: Act, instruction?: string) => void} onAct */
  constructor(onAct) {
    this.onAct = onAct;
    this.element = this.#row.element;
    this.#row.buttons.append(this.#first, this.#more);
    this.element.append(this.#panel);
    this.#first.onclick = () => this.#person && this.#press(this.#person.first);
    this.#more.onclick = () => (this.#panel.hidden || this.#side === "help" ? this.#unfold("acts") : this.#fold());
    this.#panel.onkeydown = (event) => {
      if (event.key === "Escape") this.#fold();
    };
  }

  /** @param {LedPerson} person */
  update(person) {
    this.#person = person;
    this.#row.update(person);
    const spelled = person.first === SPELLED;
    setIcon(this.#firstIcon, ICONS[person.first]);
    this.#firstIcon.toggleAttribute("hidden", spelled);
    setText(this.#firstWords, spelled ? t("lead.act.help") : "");
    this.#firstWords.hidden = !spelled;
    this.#first.classList.toggle("bt-i", !spelled);
    this.#first.classList.toggle("allume", person.first === "unspotlight");
    const label = t(`lead.act.${person.first}.name`, { name: person.name });
    this.#first.setAttribute("aria-label", label);
    this.#first.title = label;
    this.#more.setAttribute("aria-label", t("lead.more.name", { name: person.name }));
    if (!this.#panel.hidden && this.#side === "acts") this.#drawActs();
  }

  /** @param {Act} act */
  #press(act) {
    if (act === "help") return this.#panel.hidden || this.#side !== "help" ? this.#unfold("help") : this.#fold();
    this.onAct(act);
    if (!this.#panel.hidden) this.#fold();
  }

  /** @param {"acts" | "help"} side */
  #unfold(side) {
    this.#side = side;
    this.#drawn = "";
    this.#panel.hidden = false;
    this.#more.setAttribute("aria-expanded", String(side === "acts"));
    if (side === "help") this.#drawHelp();
    else this.#drawActs();
    const target = this.#panel.querySelector("button");
    target?.focus();
  }

  #fold() {
    const inside = this.#panel.contains(document.activeElement);
    this.#panel.hidden = true;
    this.#more.setAttribute("aria-expanded", "false");
    if (inside) this.#more.focus();
  }

  /** Drawn anew only when what can be done changes: the focus stays where it is. */
  #drawActs() {
    const acts = this.#person?.acts ?? [];
    if (acts.join() === this.#drawn) return;
    this.#drawn = acts.join();
    const focused = this.#panel.contains(document.activeElement);
    this.#panel.replaceChildren(...acts.map((act) => this.#button(ICONS[act], t(`lead.act.${act}`), () => this.#press(act), act === "remove")));
    if (focused) this.#panel.querySelector("button")?.focus();
  }

  #drawHelp() {
    const name = this.#person?.name ?? "";
    const own = el("input", { class: "saisie", maxlength: "160", autocomplete: "off", "aria-label": t("help.own.name", { name }), placeholder: t("help.own") });
    const form = el("form", { class: "ecrire" }, own, el("button", { class: "bt", "aria-label": t("help.send") }, icon("partir")));
    form.onsubmit = (event) => {
      event.preventDefault();
      if (own.value.trim()) this.#instruct(own.value.trim());
      else own.focus();
    };
    this.#panel.replaceChildren(
      this.#button("aide", t("help.offer.name", { name }), () => this.#instruct("")),
      el("p", { class: "aide" }, t("help.choose", { name })),
      ...INSTRUCTIONS.map(({ key, icon: name_ }) => this.#button(name_, t(`help.instruction.${key}`), () => this.#instruct(key))),
      form,
    );
  }

  /** @param {string} instruction "": only asks whether one may help */
  #instruct(instruction) {
    this.onAct("help", instruction);
    this.#fold();
  }

  /** @param {string} name @param {string} words @param {() => void} act @param {boolean} [strong] */
  #button(name, words, act, strong = false) {
    const button = el("button", { type: "button", class: strong ? "bt bt-petit bt-fort" : "bt bt-petit" }, icon(name), el("span", {}, words));
    button.onclick = act;
    return button;
  }
}

export class LedPeople extends HTMLElement {
  /** @type {Map<string, LedRow>} */ #rows = new Map();
  #list = el("ul", { class: "qui" });

  connectedCallback() {
    this.append(this.#list);
  }

  /** @param {LedPerson[]} people */
  update(people) {
    arrangeRows(this.#list, this.#rows, people, (id) => this.#newRow(id));
    for (const person of people) this.#rows.get(person.id)?.update(person);
  }

  /** @param {string} id */
  #newRow(id) {
    return new LedRow((act, instruction) => this.dispatchEvent(new CustomEvent("act", { detail: { person: id, act, instruction } })));
  }
}
customElements.define("led-people", LedPeople);
