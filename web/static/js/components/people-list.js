// People who wait at the door, each with a button to let them in: fires "admit" (the person's id).
import { t } from "../text.js";
import { el } from "./dom.js";
import { arrangeRows, PersonRow } from "./person-row.js";

/** @typedef {import("./person-row.js").ListedPerson} ListedPerson */

export class PeopleList extends HTMLElement {
  /** @type {Map<string, PersonRow>} */ #rows = new Map();
  #list = el("ul", { class: "qui" });

  connectedCallback() {
    this.append(this.#list);
  }

  /** @param {ListedPerson[]} people */
  update(people) {
    arrangeRows(this.#list, this.#rows, people, (id) => this.#newRow(id));
    for (const person of people) {
      const row = this.#rows.get(person.id);
      row?.update(person);
      row?.buttons.firstElementChild?.setAttribute("aria-label", t("lead.admit.name", { name: person.name }));
    }
  }

  /** @param {string} id */
  #newRow(id) {
    const row = new PersonRow();
    const admit = el("button", { type: "button", class: "bt bt-petit" }, t("lead.admit"));
    admit.onclick = () => this.dispatchEvent(new CustomEvent("admit", { detail: id }));
    row.buttons.append(admit);
    return row;
  }
}
customElements.define("people-list", PeopleList);
