// The equipped rooms of a technician's centres: seen, paired, tested, adjusted from afar.
import { byId, setText } from "../components/dom.js";
import { t, tn } from "../text.js";
import { ask, input, onSubmit, sentenceFor, startDesk, tell } from "./desk.js";
import { roomOptions } from "./fleet-care.js";
import { KitView } from "./fleet-kit.js";
import { drawList } from "./fleet-list.js";
import { drawUpdates } from "./fleet-updates.js";
import { programMoves } from "./fleet-words.js";

/** @typedef {import("./fleet-words.js").Kit} Kit */
/** @typedef {import("./fleet-words.js").Room} Room */

const REFRESH_MS = 5000;
const CLOSELY_MS = 1500;

class FleetPage {
  /** @type {Kit[]} */ #kits = [];
  /** @type {Room[]} */ #rooms = [];
  #view = new KitView(() => this.#refresh());

  async start() {
    byId("pair").onclick = () => this.#togglePairing(byId("pair-form").hidden);
    byId("pair-cancel").onclick = () => this.#togglePairing(false);
    onSubmit("pair-form", () => this.#pair());
    addEventListener("hashchange", () => void this.#choose());
    await startDesk();
    await this.#refresh();
    void this.#follow();
  }

  /** An update is followed closely. */
  async #follow() {
    for (;;) {
      const wait_ms = this.#kits.some(programMoves) ? CLOSELY_MS : REFRESH_MS;
      await new Promise((resolve) => setTimeout(resolve, wait_ms));
      if (!document.hidden) await this.#refresh();
    }
  }

  async #refresh() {
    const answer = await ask("GET", "/api/kits");
    if (!answer.ok) return tell("problem", sentenceFor(answer, {}));
    this.#kits = answer.body.kits;
    this.#rooms = answer.body.rooms;
    drawUpdates(answer.body, () => this.#refresh());
    this.#draw();
    await this.#view.show(this.#chosen(), this.#rooms);
  }

  #draw() {
    const toSee = this.#kits.filter((kit) => kit.to_see).length;
    const centres = new Set(this.#kits.map((kit) => kit.centre.id)).size;
    const counted = [tn("fleet.count.kits", this.#kits.length), tn("fleet.count.centres", centres), toSee ? tn("fleet.count.see", toSee) : t("fleet.count.well")];
    setText(byId("count"), this.#kits.length ? counted.join(" · ") : "");
    byId("empty").hidden = this.#kits.length > 0;
    byId("kits").hidden = !this.#kits.length;
    drawList(this.#kits, this.#chosen());
  }

  /** The kit of the address, else the first that is to be seen, else the first. */
  #chosen() {
    const asked = location.hash.slice(1);
    const found = this.#kits.find((kit) => kit.id === asked) ?? this.#kits.find((kit) => kit.to_see) ?? this.#kits[0];
    return found?.id ?? "";
  }

  async #choose() {
    this.#draw();
    await this.#view.show(this.#chosen(), this.#rooms);
    if (location.hash) byId("kit-title").focus();
  }

  /** @param {boolean} open */
  #togglePairing(open) {
    byId("pair-form").hidden = !open;
    byId("pair").setAttribute("aria-expanded", String(open));
    if (!open) return byId("pair").focus();
    byId("pair-room").replaceChildren(...roomOptions(this.#rooms));
    this.#proposeRoom();
    tell("pair-problem");
    byId("pair-code").focus();
  }

  /** The next one without a kit, after the room that was equipped last: people go from door to door. */
  #proposeRoom() {
    const equipped = new Set(this.#kits.map((kit) => kit.room.slug));
    const last = this.#rooms.findIndex((room) => room.slug === this.#kits.find((kit) => kit.id === this.#chosen())?.room.slug);
    const inTurn = [...this.#rooms.slice(last + 1), ...this.#rooms.slice(0, last + 1)];
    const next = inTurn.find((room) => !equipped.has(room.slug));
    if (next) input("pair-room").value = next.slug;
  }

  async #pair() {
    const code = input("pair-code").value.trim();
    if (!code) return tell("pair-problem", t("fleet.pair.missing"));
    const answer = await ask("POST", `/api/rooms/${input("pair-room").value}/kits`, { code, name: input("pair-name").value.trim() });
    if (!answer.ok) return tell("pair-problem", sentenceFor(answer, { code: "fleet.pair.unknown", wait: "fleet.pair.wait" }));
    this.#togglePairing(false);
    for (const field of ["pair-code", "pair-name"]) input(field).value = "";
    tell("problem", t("fleet.paired"), "done");
    location.hash = answer.body.kit.id;
    await this.#refresh();
  }
}

void new FleetPage().start();
