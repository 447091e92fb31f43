// The rooms of a centre: made, named, removed, their screen opened.
import { confirm } from "../components/confirm.js";
import { byId, el, icon } from "../components/dom.js";
import { t } from "../text.js";
import { ask, busy, input, onSubmit, sentenceFor, tell } from "./desk.js";
import { openRoomScreen } from "./room-screen.js";

/** @typedef {{slug: string, name: string}} Room */

const REASONS = { taken: "rooms.taken", full: "rooms.full", invalid: "rooms.missing" };
/** Why a room stays. */
const STAYS = new Set(["open", "planned", "kit"]);

export class CentreRooms {
  #centre = "";
  /** @type {Room[]} */ #rooms = [];

  constructor() {
    onSubmit("room-add", () => this.#add());
  }

  /** @param {string} centre */
  async show(centre) {
    this.#centre = centre;
    const answer = await ask("GET", `/api/centres/${centre}/rooms`);
    if (!answer.ok) return tell("rooms-problem", sentenceFor(answer, {}));
    this.#rooms = answer.body.rooms;
    byId("rooms-none").hidden = this.#rooms.length > 0;
    byId("rooms").replaceChildren(...this.#rooms.map((room) => this.#row(room)));
  }

  /** @param {Room} room */
  #row(room) {
    const name = el("span", { class: "vh" }, ` ${room.name}`);
    const screen = el("button", { type: "button", class: "bt bt-petit" }, icon("ecran"), t("screen.open"), name);
    screen.onclick = () => void busy(screen, () => this.#openScreen(room));
    const change = el("button", { type: "button", class: "bt bt-petit", id: `rename-${room.slug}` }, t("rooms.rename"), name.cloneNode(true));
    change.onclick = () => this.#open(room);
    const remove = el("button", { type: "button", class: "bt bt-petit" }, t("rooms.remove"), name.cloneNode(true));
    remove.onclick = () => void busy(remove, () => this.#remove(room));
    return el("li", {}, el("div", { class: "qui" }, el("b", {}, room.name), el("span", { class: "doux" }, `/salle/${room.slug}`)), el("div", { class: "boutons" }, screen, change, remove));
  }

  /** @param {Room} room */
  async #openScreen(room) {
    const opened = await openRoomScreen(async () => (await ask("POST", `/api/rooms/${room.slug}/screen`)).body.url ?? "");
    tell("rooms-problem", opened ? "" : t("desk.failed"));
  }

  /** The field of one room's name, in its place. @param {Room} room */
  #open(room) {
    tell("rooms-problem");
    const field = el("input", { class: "saisie", id: "room-name", maxlength: "80", autocomplete: "off" });
    field.value = room.name;
    const save = el("button", { class: "bt" }, t("rooms.rename.do"));
    const cancel = el("button", { type: "button", class: "bt" }, t("team.cancel"));
    cancel.onclick = () => void this.#back(room);
    const form = el("form", { class: "ajout", novalidate: true }, el("div", { class: "champ" }, el("label", { for: "room-name" }, t("rooms.name")), field), save, cancel);
    form.onsubmit = (event) => {
      event.preventDefault();
      void busy(save, () => this.#rename(room, field.value.trim()));
    };
    byId("rooms").replaceChildren(...this.#rooms.map((one) => (one === room ? el("li", {}, form) : this.#row(one))));
    field.focus();
  }

  /** @param {Room} room */
  async #back(room) {
    await this.show(this.#centre);
    (document.getElementById(`rename-${room.slug}`) ?? byId("rooms-heading")).focus();
  }

  /** @param {Room} room @param {string} name */
  async #rename(room, name) {
    const answer = await ask("PATCH", `/api/rooms/${room.slug}`, { name });
    if (!answer.ok) return tell("rooms-problem", sentenceFor(answer, REASONS));
    tell("rooms-problem");
    await this.#back(room);
  }

  /** @param {Room} room */
  async #remove(room) {
    tell("rooms-problem");
    const words = { title: t("rooms.remove.title", { name: room.name }), note: t("rooms.remove.note"), yes: t("rooms.remove.yes"), no: t("rooms.remove.no") };
    if (!(await confirm(words))) return;
    const answer = await ask("DELETE", `/api/rooms/${room.slug}`);
    if (!answer.ok) {
      tell("rooms-problem", STAYS.has(answer.body.reason) ? t(`rooms.stays.${answer.body.reason}`, { name: room.name }) : sentenceFor(answer, {}));
      return byId("rooms-problem").scrollIntoView({ block: "nearest" });
    }
    await this.show(this.#centre);
    tell("rooms-problem", t("rooms.removed", { name: room.name }), "done");
    byId("rooms-heading").focus();
  }

  async #add() {
    const field = input("new-room");
    const answer = await ask("POST", `/api/centres/${this.#centre}/rooms`, { name: field.value.trim() });
    if (answer.ok) {
      field.value = "";
      await this.show(this.#centre);
      tell("rooms-problem", t("rooms.added", { name: answer.body.room.name }), "done");
    } else tell("rooms-problem", sentenceFor(answer, REASONS));
    field.focus();
  }
}
