// For whoever was handed the lead for a while: the acts on people, and all microphones off. Loaded
// when it is first needed.
import { el, icon } from "../components/dom.js";
import { LedPeople } from "../components/led-people.js";
import { pictureOf } from "../protocol/watch.js";
import { addSentences, t } from "../text.js";
import { addStyle } from "./page.js";

/** @typedef {import("../protocol/room-client.js").RoomClient} RoomClient */
/** @typedef {import("../protocol/messages").Person} Person */
/** @typedef {import("../components/led-people.js").Act} Act */

await Promise.all([addStyle("people"), addSentences("lead")]);

/** @type {LedPeople | null} */
let list = null;

/** @param {HTMLElement} place @param {RoomClient} client */
export function showLeadTools(place, client) {
  const { roster } = client;
  place.hidden = !(roster.people.get(roster.self ?? "")?.leads ?? false);
  list ??= build(place, client);
  list.update(roster.homes().filter((person) => person.id !== roster.self).map((person) => listed(person, client)));
}

/** @param {HTMLElement} place @param {RoomClient} client */
function build(place, client) {
  const people = /** @type {LedPeople} */ (document.createElement("led-people"));
  people.addEventListener("act", (event) => act(/** @type {CustomEvent} */ (event).detail, client));
  const muteAll = el("button", { type: "button", class: "bt bt-petit large" }, icon("sonx"), t("lead.mute.all"));
  muteAll.onclick = () => client.send({ type: "mute.everyone" });
  place.replaceChildren(el("h2", {}, t("handed.tools")), people, muteAll);
  return people;
}

/** @param {Person} person @param {RoomClient} client */
function listed(person, { roster, tracks }) {
  const front = roster.shared.spotlight?.person === person.id;
  /** @type {Act[]} */
  const acts = [];
  if (person.microphone) acts.push("mute");
  acts.push(front ? "unspotlight" : "spotlight");
  if (roster.handOf(person.id)) acts.push("lower");
  return {
    id: person.id, name: person.name, acts, first: acts[0],
    detail: t(roster.speaking.has(person.id) ? "live.speaks" : person.microphone ? "live.mic.on" : "live.mic.off"),
    speaking: roster.speaking.has(person.id), hand: roster.handOf(person.id) || null,
    picture: person.camera ? pictureOf(tracks, person.id) : null,
  };
}

/** @param {{person: string, act: Act}} done @param {RoomClient} client */
function act({ person, act: which }, client) {
  if (which === "mute") client.send({ type: "mute", person });
  else if (which === "spotlight") client.send({ type: "spotlight", person });
  else if (which === "unspotlight") client.send({ type: "spotlight" });
  else if (which === "lower") client.send({ type: "hand.lower", person });
}
