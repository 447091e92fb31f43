// People as the lead page lists them; with the attribute "admit", each has a button to let them in.
import { initials, t } from "../text.js";
import { el, pictureElement, setText, showTrack } from "./dom.js";

/** @typedef {{id: string, name: string, detail: string, speaking: boolean, picture: MediaStreamTrack | null}} ListedPerson */

class Row {
  #letters = el("span");
  #avatar = el("span", { class: "av", "aria-hidden": "true" }, this.#letters);
  #name = el("b");
  #detail = el("small");
  /** @type {HTMLVideoElement | null} */ #video = null;
  element = el("li", {}, this.#avatar, el("span", { class: "n" }, this.#name, this.#detail));
  /** @type {HTMLButtonElement | null} */ button = null;

  /** @param {(() => void) | null} admit */
  constructor(admit) {
    if (!admit) return;
    this.button = el("button", { type: "button", class: "bt bt-petit" }, t("lead.admit"));
    this.button.onclick = admit;
    this.element.append(this.button);
  }

  /** @param {ListedPerson} person */
  update(person) {
    setText(this.#name, person.name);
    setText(this.#detail, person.detail);
    setText(this.#letters, initials(person.name));
    this.button?.setAttribute("aria-label", t("lead.admit.name", { name: person.name }));
    this.element.classList.toggle("parle", person.speaking);
    if (person.picture) {
      this.#video ??= pictureElement();
      showTrack(this.#video, person.picture);
      if (!this.#video.isConnected) this.#avatar.replaceChildren(this.#video);
    } else if (this.#video) {
      this.#avatar.replaceChildren(this.#letters);
      this.#video = null;
    }
  }
}

export class PeopleList extends HTMLElement {
  /** @type {Map<string, Row>} */ #rows = new Map();
  #list = el("ul", { class: "qui" });

  connectedCallback() {
    this.append(this.#list);
  }

  /** @param {ListedPerson[]} people */
  update(people) {
    const ids = new Set(people.map((person) => person.id));
    for (const [id, row] of this.#rows) {
      if (ids.has(id)) continue;
      row.element.remove();
      this.#rows.delete(id);
    }
    for (const person of people) {
      const row = this.#rows.get(person.id) ?? this.#add(person.id);
      row.update(person);
    }
  }

  /** @param {string} id */
  #add(id) {
    const admit = this.hasAttribute("admit") ? () => this.dispatchEvent(new CustomEvent("admit", { detail: id })) : null;
    const row = new Row(admit);
    row.element.dataset.person = id;
    this.#rows.set(id, row);
    this.#list.append(row.element);
    return row;
  }
}
customElements.define("people-list", PeopleList);
