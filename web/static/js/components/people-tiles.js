// The homes as tiles: <people-strip> at home, <people-wall> in the room, whose grid follows data-count.
import { PersonTile } from "./person-tile.js";

/** @typedef {import("./person-tile.js").TileState} TileState */

class PeopleTiles extends HTMLElement {
  /** Kept by person, so that a picture goes on while others come and go around it.
   * @type {Map<string, PersonTile>} */
  #tiles = new Map();

  /** @param {{id: string, state: TileState}[]} people in the order to show */
  update(people) {
    const ids = new Set(people.map((person) => person.id));
    for (const [id, tile] of this.#tiles) {
      if (ids.has(id)) continue;
      tile.element.remove();
      this.#tiles.delete(id);
    }
    this.dataset.count = String(people.length);
    people.forEach(({ id, state }, index) => {
      const tile = this.#tiles.get(id) ?? this.#add(id);
      tile.update(state);
      // Moved only when out of place: moving a picture restarts it.
      const there = this.children[index] ?? null;
      if (there !== tile.element) this.insertBefore(tile.element, there);
    });
  }

  /** @param {string} id */
  #add(id) {
    const tile = new PersonTile();
    tile.element.dataset.person = id;
    this.#tiles.set(id, tile);
    return tile;
  }
}

export class PeopleStrip extends PeopleTiles {}
customElements.define("people-strip", PeopleStrip);

export class PeopleWall extends PeopleTiles {}
customElements.define("people-wall", PeopleWall);
