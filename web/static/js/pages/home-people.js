// The people at home, in a strip: oneself, raised hands in order, voices, the others.
import { GroupedAnnouncer } from "../components/announcer.js";
import { byId, setText } from "../components/dom.js";
import { PeopleStrip } from "../components/people-tiles.js";
import { Reactions } from "../components/reactions.js";
import { orderPeople, pictureOf } from "../protocol/watch.js";
import { t, tn } from "../text.js";

/** @typedef {import("../protocol/room-client.js").RoomClient} RoomClient */
/** @typedef {import("../protocol/messages").ServerMessage} ServerMessage */
/** @typedef {import("../protocol/messages").Person} Person */
/** What one sends oneself. @typedef {{microphone: boolean, camera: MediaStreamTrack | null}} Own */

export class HomePeople {
  #strip = /** @type {PeopleStrip} */ (byId("people"));
  #arrivals = new GroupedAnnouncer((names) => tn("live.arrived", names.length, { names: names.join(", ") }));
  #hands = new GroupedAnnouncer((names) => tn("hand.others", names.length, { names: names.join(", ") }));
  #reactions;
  /** @type {string[]} */ #raised = [];

  /** @param {() => void} onChange */
  constructor(onChange) {
    this.#reactions = new Reactions(onChange);
  }

  /** @param {ServerMessage} message @param {RoomClient} client */
  received(message, { roster }) {
    if (message.type === "reaction") this.#reactions.add(message.person, message.kind);
    if (message.type === "person") this.#arrived(message.person);
    if (message.type === "people") message.people.forEach((person) => this.#arrived(person));
    if (message.type === "welcome") this.#raised = roster.shared.hands;
    if (message.type !== "hands") return;
    for (const person of roster.hands()) {
      if (person.id !== roster.self && !this.#raised.includes(person.id)) this.#hands.add(person.name);
    }
    for (const lowered of this.#raised) {
      if (!roster.shared.hands.includes(lowered)) this.#hands.withdraw(roster.people.get(lowered)?.name ?? "");
    }
    this.#raised = roster.shared.hands;
  }

  /** @param {RoomClient} client @param {Own} own */
  update(client, own) {
    const { roster } = client;
    const homes = roster.homes();
    setText(byId("home-count"), tn("people.count", homes.filter((person) => !person.companion).length));
    const ordered = orderPeople(homes, { self: roster.self, hands: roster.shared.hands, spokeAt: roster.spokeAt, now: performance.now() / 1000 });
    this.#strip.update(ordered.map((person) => ({ id: person.id, state: this.#tile(client, person, own) })));
  }

  /** @param {RoomClient} client @param {Person} person @param {Own} own */
  #tile({ roster, tracks }, person, own) {
    const self = person.id === roster.self;
    return {
      name: self ? t("live.you") : person.name,
      initialsOf: person.name,
      microphone: self ? own.microphone : person.microphone,
      speaking: roster.speaking.has(person.id),
      picture: self ? own.camera : person.camera ? pictureOf(tracks, person.id) : null,
      mirrored: self,
      hand: roster.handOf(person.id),
      reaction: this.#reactions.of(person.id),
      note: person.aside ? t("live.aside") : person.leads ? t("live.leads") : person.companion ? t("live.in.room") : "",
    };
  }

  /** @param {Person} person */
  #arrived(person) {
    const known = this.#strip.querySelector(`[data-person="${CSS.escape(person.id)}"]`);
    if (!known && person.role === "resident" && person.presence === "here") this.#arrivals.add(person.name);
  }
}
