// The homes on the room's screen: six at most, whoever is put in front larger, a shared screen largest.
import { PeopleWall } from "../components/people-tiles.js";
import { byId } from "../components/dom.js";
import { Reactions } from "../components/reactions.js";
import { Stage } from "../components/view-stage.js";
import { pictureOf, sharedScreen, wallPage } from "../protocol/watch.js";
import { t } from "../text.js";

/** @typedef {import("../protocol/messages").Person} Person */
/** @typedef {import("../protocol/room-client.js").RoomClient} RoomClient */

const WALL_SIZE = 6;
/** Beside somebody put in front, or beside a shared screen. */
const SMALL_WALL_SIZE = 3;

export class RoomWall {
  #wall = /** @type {PeopleWall} */ (byId("wall"));
  #screen;
  #reactions;
  /** Those whose tiles are there now. @type {Person[]} */ shown = [];
  /** Everybody at home when last shown. @type {Set<string>} */ #known = new Set();
  /** Whether a screen is shown. */ sharing = false;
  page = 0;
  pages = 1;

  /** @param {() => void} onChange */
  constructor(onChange) {
    this.#screen = new Stage(byId("shared"), onChange);
    this.#reactions = new Reactions(onChange);
  }

  /** @param {string} person @param {import("../protocol/messages").ReactionKind} kind */
  react(person, kind) {
    this.#reactions.add(person, kind);
  }

  /** @param {string} person */
  holds(person) {
    return this.shown.some((one) => one.id === person);
  }

  /** Whether this person was there before. @param {string} person */
  known(person) {
    return this.#known.has(person);
  }

  /** @param {RoomClient} client @param {Person[]} homes @param {number} turn pages turned so far */
  update(client, homes, turn) {
    const { roster, tracks } = client;
    const screen = sharedScreen(tracks.filter((track) => roster.people.get(track.person ?? "")?.screen));
    const front = homes.find((person) => person.id === roster.shared.spotlight?.person && person.camera) ?? null;
    this.#known = new Set(homes.map((person) => person.id));
    this.sharing = screen !== null;
    this.#showScreen(client, screen);
    byId("together").classList.toggle("partage", screen !== null);
    this.#wall.classList.toggle("vedette", front !== null && homes.length > 1);
    this.#place(client, homes, front, screen || front ? SMALL_WALL_SIZE : WALL_SIZE, turn);
  }

  /** @param {RoomClient} client @param {Person[]} homes @param {Person | null} front @param {number} size @param {number} turn */
  #place({ roster, tracks }, homes, front, size, turn) {
    const { speaking, spokeAt, shared } = roster;
    const others = homes.filter((person) => person !== front);
    const wall = wallPage(others, { size: front ? size - 1 : size, turn, hands: shared.hands, speaking, spokeAt, now: performance.now() / 1000 });
    this.shown = front ? [front, ...wall.people] : wall.people;
    this.page = wall.page;
    this.pages = wall.pages;
    this.#wall.update(this.shown.map((person) => ({
      id: person.id,
      state: {
        name: person.name, initialsOf: person.name, microphone: person.microphone,
        speaking: speaking.has(person.id), picture: person.camera ? pictureOf(tracks, person.id) : null,
        hand: roster.handOf(person.id), reaction: this.#reactions.of(person.id), note: person.aside ? t("live.aside") : "",
      },
    })));
  }

  /** @param {RoomClient} client @param {{track: string, person: string | null, media?: MediaStreamTrack} | null} screen */
  #showScreen({ roster }, screen) {
    byId("shared").hidden = !screen;
    const name = roster.people.get(screen?.person ?? "")?.name ?? "";
    this.#screen.show(screen ? { id: screen.track, label: t("view.screen", { name }), live: true, media: screen.media } : null);
  }
}
