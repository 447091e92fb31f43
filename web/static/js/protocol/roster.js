// Who and what is in the room, kept up to date from the server's messages. Pure: no clock, no page.
import { SharedState } from "./shared-state.js";

/** @typedef {import("./messages").ServerMessage} ServerMessage */
/** @typedef {import("./messages").Session} Session */
/** @typedef {import("./messages").Person} Person */
/** @typedef {import("./messages").Camera} Camera */
/** @typedef {import("./messages").KitStatus} KitStatus */

const MAIN_CAMERA = "salle";

export class Roster {
  /** @type {string | null} */ self = null;
  /** One's own. */ role = "";
  /** @type {Session | null} */ session = null;
  /** In order of arrival. @type {Map<string, Person>} */ people = new Map();
  /** @type {Map<string, Camera>} */ cameras = new Map();
  /** @type {Set<string>} */ speaking = new Set();
  /** When each person last spoke, in the caller's seconds. @type {Map<string, number>} */ spokeAt = new Map();
  /** @type {KitStatus | null} */ kit = null;
  shared = new SharedState();

  /**
   * @param {ServerMessage} message
   * @param {number} now seconds
   * @returns {boolean} whether anything shown may have changed
   */
  apply(message, now) {
    const shared = this.shared.apply(message);
    return this.#applyPresence(message, now) || shared;
  }

  /** @param {ServerMessage} message @param {number} now */
  #applyPresence(message, now) {
    switch (message.type) {
      case "welcome":
        this.self = message.person;
        this.role = message.role;
        this.session = message.session;
        this.people = new Map(message.people.map((person) => [person.id, person]));
        this.cameras = new Map(message.cameras.map((camera) => [camera.id, camera]));
        this.speaking = new Set();
        return true;
      case "waiting":
        this.session = message.session ?? this.session;
        return true;
      case "session":
        this.session = message.session;
        return true;
      case "person":
        this.people.set(message.person.id, message.person);
        return true;
      case "people":
        for (const person of message.people) this.people.set(person.id, person);
        return true;
      case "person.gone":
        this.speaking.delete(message.id);
        this.spokeAt.delete(message.id);
        return this.people.delete(message.id);
      case "camera":
        this.cameras.set(message.camera.id, message.camera);
        return true;
      case "camera.gone":
        return this.cameras.delete(message.id);
      case "speaking":
        this.#speak(message.people, now);
        return true;
      case "kit":
        this.kit = message.status;
        return true;
      default:
        return false;
    }
  }

  /** People at home who are in. */
  homes() {
    return [...this.people.values()].filter((p) => p.role === "resident" && p.presence === "here");
  }

  /** People at home who wait to be let in. */
  waiting() {
    return [...this.people.values()].filter((p) => p.role === "resident" && p.presence === "waiting");
  }

  /** People whose hand is up, the first one first. */
  hands() {
    return this.shared.hands.flatMap((id) => this.people.get(id) ?? []);
  }

  /** The place of this person's hand, from 1; 0 while it is down. @param {string} id */
  handOf(id) {
    return this.shared.hands.indexOf(id) + 1;
  }

  /** The room's cameras, the main one first, then by label: the order in which a kit's sessions
   * happened to arrive says nothing. */
  orderedCameras() {
    const rank = (/** @type {Camera} */ camera) => (camera.role === MAIN_CAMERA ? 0 : 1);
    return [...this.cameras.values()].sort((a, b) => rank(a) - rank(b) || a.label.localeCompare(b.label));
  }

  /** Whether a kit is here with its microphone open; null while there is no kit. */
  roomMicrophone() {
    const kits = [...this.people.values()].filter((p) => p.role === "kit" && p.presence === "here" && p.device !== "screen");
    return kits.length ? kits.some((p) => p.microphone) : null;
  }

  roomSpeaks() {
    return [...this.speaking].some((id) => this.people.get(id)?.role === "kit");
  }

  /** @param {string[]} people @param {number} now */
  #speak(people, now) {
    for (const id of this.speaking) this.spokeAt.set(id, now);
    for (const id of people) this.spokeAt.set(id, now);
    this.speaking = new Set(people);
  }
}
