// What home sees and hears of the room: the picture, the camera shown to all, the microphone.
import { byId, setText } from "../components/dom.js";
import { RoomPicture } from "../components/room-picture.js";
import { chooseWatch } from "../protocol/watch.js";
import { t } from "../text.js";
import { LeadMicrophone } from "./lead-microphone.js";

/** @typedef {import("../protocol/messages").Session} Session */
/** @typedef {import("../protocol/room-client.js").RoomClient} RoomClient */
/** @typedef {import("../components/phrase.js").PhraseBoard} PhraseBoard */

export class LeadRoom {
  #picture;
  #microphone;
  #spotlit = "";

  /** @param {RoomClient} client @param {PhraseBoard} board @param {() => void} onChange */
  constructor(client, board, onChange) {
    this.client = client;
    this.board = board;
    this.#microphone = new LeadMicrophone(client);
    this.#picture = new RoomPicture(byId("stage"), byId("cameras"), onChange);
    byId("cameras").addEventListener("choose", (event) => client.send({ type: "spotlight", camera: /** @type {CustomEvent} */ (event).detail }));
    byId("spotlight-end").onclick = () => client.send({ type: "spotlight" });
  }

  cut() {
    this.#picture.freeze("cut");
  }

  /** @param {Session} session */
  update(session) {
    const { roster } = this.client;
    const { spotlight } = roster.shared;
    this.#followSpotlight(spotlight?.camera ?? "");
    this.#picture.update(this.client, (camera) => (spotlight?.camera === camera.id ? t("lead.seen.all", { camera: camera.label }) : camera.label));
    byId("spotlight-end").hidden = !spotlight;
    const onAir = session.state === "open" && roster.cameras.size > 0;
    setText(byId("on-air"), t(onAir ? "lead.seen.live" : "lead.seen.not"));
    byId("on-air").classList.toggle("past-ok", onAir);
    this.#microphone.update(session);
    this.#showAway();
    this.#watch();
  }

  /** What is newly shown to everybody is shown here too; one may still look at another camera.
   * @param {string} camera */
  #followSpotlight(camera) {
    if (camera !== this.#spotlit && this.client.roster.cameras.has(camera)) {
      this.#picture.client = this.client;
      this.#picture.choose(camera);
    }
    this.#spotlit = camera;
  }

  #showAway() {
    const { roster, state } = this.client;
    const away = roster.roomMicrophone() === null && roster.cameras.size === 0 && state === "live";
    if (!away) this.board.clear("kit");
    else if (!byId("phrases").childElementCount) this.board.show("kit", { icon: "att", tone: "problem", sentence: t("lead.kit.away") });
  }

  #watch() {
    const { roster, tracks } = this.client;
    if (!tracks.length) return;
    const people = roster.homes().filter((person) => person.camera).map((person) => person.id);
    this.client.watch(chooseWatch(tracks, { cameras: this.#picture.watched, people }));
  }
}
