// The people the lead page lists: what is true of each, and what can be done for them.
import { byId, setText } from "../components/dom.js";
import { LedPeople } from "../components/led-people.js";
import { confirm } from "../components/confirm.js";
import { announce } from "../components/announcer.js";
import { INSTRUCTIONS } from "../components/instructions.js";
import { pictureOf } from "../protocol/watch.js";
import { t, tn } from "../text.js";

/** @typedef {import("../components/led-people.js").Act} Act */
/** @typedef {import("../components/led-people.js").LedPerson} LedPerson */
/** @typedef {import("../protocol/messages").Person} Person */
/** @typedef {import("../protocol/room-client.js").RoomClient} RoomClient */

const LENT_MIN = 30;

export class LeadPeople {
  #list = /** @type {LedPeople} */ (byId("home-list"));
  #hands = "";

  /** @param {RoomClient} client */
  constructor(client) {
    this.client = client;
    this.#list.addEventListener("act", (event) => {
      const { person, act, instruction } = /** @type {CustomEvent} */ (event).detail;
      void this.#act(person, act, instruction);
    });
  }

  update() {
    const { roster } = this.client;
    const homes = roster.homes();
    setText(byId("home-count"), tn("people.count", homes.length));
    this.#list.update(this.#ordered(homes).map((person) => this.#led(person)));
    this.#announceHands();
  }

  /** Hands first, in their order; then who asks for help; then by arrival. @param {Person[]} homes */
  #ordered(homes) {
    const { roster } = this.client;
    const rank = (/** @type {Person} */ person) => roster.handOf(person.id) || (person.asks_help ? 1e6 : 1e7);
    return [...homes].sort((a, b) => rank(a) - rank(b));
  }

  #announceHands() {
    const { roster } = this.client;
    const hands = roster.hands().map((person) => person.name).join(", ");
    if (hands && hands.length > this.#hands.length) announce(t("lead.hands", { names: hands }));
    this.#hands = hands;
  }

  /** @param {Person} person @returns {LedPerson} */
  #led(person) {
    const { roster, tracks } = this.client;
    const speaking = roster.speaking.has(person.id);
    const alarm = person.asks_help || Boolean(person.trouble);
    const acts = this.#acts(person);
    return {
      id: person.id, name: person.name, speaking, alarm,
      detail: this.#detail(person, speaking), hand: roster.handOf(person.id),
      picture: person.camera ? pictureOf(tracks, person.id) : null,
      acts, first: alarm ? "help" : speaking && acts.includes("mute") ? "mute" : this.#spotlit(person) ? "unspotlight" : "spotlight",
    };
  }

  /** @param {Person} person @param {boolean} speaking */
  #detail(person, speaking) {
    if (person.asks_help) return t("lead.person.asks");
    if (person.trouble) return t(`lead.trouble.${person.trouble}`);
    const hand = this.client.roster.handOf(person.id) > 0;
    const sound = speaking ? "live.speaks" : person.microphone ? "live.mic.on" : "live.mic.off";
    const words = [t(hand ? "lead.person.hand" : person.companion ? "lead.person.companion" : sound)];
    for (const [said, key] of /** @type {const} */ ([[person.screen, "screen"], [person.leads, "leads"], [person.minor, "minor"], [person.aside, "aside"]])) {
      if (said) words.push(t(`lead.person.${key}`));
    }
    return words.join(" · ");
  }

  /** @param {Person} person @returns {Act[]} */
  #acts(person) {
    const lead = this.client.roster.role !== "resident";
    /** @type {(Act | false)[]} */
    const acts = [
      person.microphone && "mute", this.#spotlit(person) ? "unspotlight" : "spotlight",
      this.client.roster.handOf(person.id) > 0 && "lower", "help",
      person.aside ? "rejoin" : "side", lead && (person.leads ? "recover" : "lend"), lead && "remove",
    ];
    return acts.filter((act) => act !== false);
  }

  /** @param {Person} person */
  #spotlit(person) {
    return this.client.roster.shared.spotlight?.person === person.id;
  }

  /** @param {string} id @param {Act} act @param {string} [instruction] */
  async #act(id, act, instruction) {
    const client = this.client;
    const name = client.roster.people.get(id)?.name ?? "";
    switch (act) {
      case "mute": return client.send({ type: "mute", person: id });
      case "spotlight": return client.send({ type: "spotlight", person: id });
      case "unspotlight": return client.send({ type: "spotlight" });
      case "lower": return client.send({ type: "hand.lower", person: id });
      case "lend": return client.send({ type: "lead.give", person: id, minutes: LENT_MIN });
      case "recover": return client.send({ type: "lead.take", person: id });
      case "side": return client.send({ type: "side.open", person: id });
      case "rejoin": return client.send({ type: "side.close" });
      case "help": return this.#help(id, instruction ?? "");
      case "remove":
        if (await confirm({ title: t("lead.remove.title", { name }), note: t("lead.remove.note"), yes: t("lead.remove.do"), no: t("lead.remove.stay") })) client.send({ type: "remove", person: id });
    }
  }

  /** @param {string} person @param {string} instruction a ready one, one's own words, or none: may we help? */
  #help(person, instruction) {
    const ready = INSTRUCTIONS.some(({ key }) => key === instruction);
    if (!instruction) this.client.send({ type: "help.offer", person });
    else if (ready) this.client.send({ type: "help.push", person, key: instruction });
    else this.client.send({ type: "help.push", person, text: instruction });
  }
}
