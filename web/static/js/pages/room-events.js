// The one line at the foot of the room's screen: what was just said or happened, else whose hand is up.
import { t, tn } from "../text.js";

/** @typedef {import("../protocol/roster.js").Roster} Roster */
/** @typedef {import("../protocol/messages").ServerMessage} ServerMessage */
/** @typedef {import("./room-wall.js").RoomWall} RoomWall */

/** The icon of a raised hand. */
export const HAND = "main";
const SHOWN_MS = 8000;
/** What is written takes longer to read. */
const WRITTEN_MS = 14_000;

export class RoomEvents {
  #told = { sentence: "", icon: "" };
  #until = 0;
  /** @type {string[]} */ #raised = [];

  /** @param {string} sentence @param {string} [icon] @param {number} [forMs] */
  tell(sentence, icon = "", forMs = SHOWN_MS) {
    this.#told = { sentence, icon };
    this.#until = performance.now() + forMs;
  }

  /** What was told lately, else whose hand is up, the first to have raised it. @param {Roster} roster */
  now(roster) {
    if (performance.now() < this.#until) return this.#told;
    const [first, ...more] = roster.hands();
    if (!first) return { sentence: "", icon: "" };
    const sentence = more.length ? tn("room.hands.more", more.length, { name: first.name }) : t("room.hand", { name: first.name });
    return { sentence, icon: HAND };
  }

  /** @param {ServerMessage} message @param {Roster} roster @param {RoomWall} wall */
  received(message, roster, wall) {
    if (message.type === "person") this.#came(message.person, roster, wall);
    else if (message.type === "people") message.people.forEach((person) => this.#came(person, roster, wall));
    else if (message.type === "person.gone") this.#left(message.id, wall);
    else if (message.type === "chat") this.tell(t("room.said", { name: message.name, text: message.text.replaceAll("\n", " ") }), "bulle", WRITTEN_MS);
    else if (message.type === "hands") this.#hands(roster);
    else if (message.type === "speaking") this.#speaks(message.people, roster, wall);
    else if (message.type === "welcome") this.#raised = roster.shared.hands;
  }

  /** @param {Roster} roster */
  #hands(roster) {
    const fresh = roster.hands().find((person) => !this.#raised.includes(person.id));
    if (fresh) this.tell(t("room.hand", { name: fresh.name }), HAND);
    this.#raised = roster.shared.hands;
  }

  /** @param {import("../protocol/messages").Person} person @param {Roster} roster @param {RoomWall} wall */
  #came(person, roster, wall) {
    if (person.role !== "resident" || person.presence !== "here") return;
    if (person.screen && !wall.sharing) this.tell(t("room.screen", { name: person.name }));
    else if (!wall.known(person.id) && roster.homes().length) this.tell(t("room.arrived", { name: person.name }));
  }

  /** @param {string} id @param {RoomWall} wall */
  #left(id, wall) {
    const gone = wall.shown.find((person) => person.id === id);
    if (gone) this.tell(t("room.gone", { name: gone.name }));
  }

  /** A voice whose tile is not there is named. @param {string[]} people @param {Roster} roster @param {RoomWall} wall */
  #speaks(people, roster, wall) {
    const voice = people.map((id) => roster.people.get(id)).find((person) => person?.role === "resident" && !person.companion);
    if (voice && !wall.holds(voice.id)) this.tell(t("room.speaks", { name: voice.name }));
  }
}
