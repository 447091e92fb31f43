// One person as the lead page lists them: face or initials, name, state; room for buttons.
import { initials } from "../text.js";
import { el, pictureElement, setText, showTrack } from "./dom.js";
import { HandBadge } from "./hand-badge.js";

/**
 * @typedef {object} ListedPerson
 * @property {string} id
 * @property {string} name
 * @property {string} detail what is true of them now
 * @property {boolean} [alarm] the detail is something that does not work
 * @property {boolean} speaking
 * @property {number | null} [hand]
 * @property {MediaStreamTrack | null} picture
 */

export class PersonRow {
  #letters = el("span");
  #avatar = el("span", { class: "av", "aria-hidden": "true" }, this.#letters);
  #badge = new HandBadge();
  #name = el("b");
  #detail = el("small");
  /** @type {HTMLVideoElement | null} */ #video = null;
  buttons = el("span", { class: "acts" });
  element = el("li", {}, el("div", { class: "rangee" },
    el("span", { class: "avm" }, this.#avatar, this.#badge), el("span", { class: "n" }, this.#name, this.#detail), this.buttons));

  /** @param {ListedPerson} person */
  update(person) {
    setText(this.#name, person.name);
    setText(this.#detail, person.detail);
    this.#detail.classList.toggle("mal", person.alarm ?? false);
    setText(this.#letters, initials(person.name));
    this.#badge.place = person.hand ?? null;
    this.element.classList.toggle("parle", person.speaking);
    this.#show(person.picture);
  }

  /** @param {MediaStreamTrack | null} picture */
  #show(picture) {
    if (picture) {
      this.#video ??= pictureElement();
      showTrack(this.#video, picture);
      if (!this.#video.isConnected) this.#avatar.replaceChildren(this.#video);
    } else if (this.#video) {
      this.#avatar.replaceChildren(this.#letters);
      this.#video = null;
    }
  }
}

/** Rows kept by person, in the order given.
 * @template {{element: HTMLElement}} R
 * @param {HTMLElement} list @param {Map<string, R>} rows @param {{id: string}[]} people
 * @param {(id: string) => R} add */
export function arrangeRows(list, rows, people, add) {
  const ids = new Set(people.map((person) => person.id));
  for (const [id, row] of rows) {
    if (ids.has(id)) continue;
    row.element.remove();
    rows.delete(id);
  }
  people.forEach(({ id }, index) => {
    let row = rows.get(id);
    if (!row) {
      row = add(id);
      row.element.dataset.person = id;
      rows.set(id, row);
    }
    // Moved only when out of place: moving takes the focus away and restarts a picture.
    const there = list.children[index] ?? null;
    if (there !== row.element) list.insertBefore(row.element, there);
  });
}
