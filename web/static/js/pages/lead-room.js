// What home sees and hears of the room: the picture, the camera shown to all, the microphone.
import { byId, setIcon, setText } from "../components/dom.js";
import { MicGauge } from "../components/mic-gauge.js";
import { RoomPicture } from "../components/room-picture.js";
import { mutedBy } from "../protocol/room-microphone.js";
import { chooseWatch } from "../protocol/watch.js";
import { t } from "../text.js";

/** @typedef {import("../protocol/messages").Session} Session */
/** @typedef {import("../protocol/room-client.js").RoomClient} RoomClient */
/** @typedef {import("../components/phrase.js").PhraseBoard} PhraseBoard */

const HEARD_DBOV = -50;
const SPEAKING_DBOV = -30;

export class LeadRoom {
  #gauge = /** @type {MicGauge} */ (byId("gauge"));
  #picture;
  /** Whether home has heard this room: only then a silent microphone is a lost one. */
  #heard = false;
  #spotlit = "";

  /** @param {RoomClient} client @param {PhraseBoard} board @param {() => void} onChange */
  constructor(client, board, onChange) {
    this.client = client;
    this.board = board;
    this.#picture = new RoomPicture(byId("stage"), byId("cameras"), onChange);
    byId("cameras").addEventListener("choose", (event) => client.send({ type: "spotlight", camera: /** @type {CustomEvent} */ (event).detail }));
    byId("spotlight-end").onclick = () => client.send({ type: "spotlight" });
    byId("room-mute").onclick = () => client.send({ type: "room.microphone", on: mutedBy(client.roster) !== null });
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
    this.#showMicrophone(session);
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

  /** @param {Session} session */
  #showMicrophone(session) {
    const { roster, state } = this.client;
    const microphone = roster.roomMicrophone();
    const level = roster.kit?.microphone?.level_dbov ?? (roster.roomSpeaks() ? SPEAKING_DBOV : -Infinity);
    this.#heard ||= microphone === true;
    this.#gauge.level = microphone ? level : -Infinity;
    const by = mutedBy(roster);
    if (by !== null) setText(byId("heard"), t("lead.room.muted", { name: by }));
    else setText(byId("heard"), t(`lead.room.${microphone === null ? "unknown" : !microphone ? "off" : level > HEARD_DBOV ? "heard" : "silent"}`));
    const live = state === "live" && session.state === "open";
    byId("unheard").hidden = !(live && this.#heard && microphone !== true && by === null);
    byId("room-mute").hidden = microphone === null;
    setText(byId("room-mute-words"), t(by === null ? "lead.room.mute" : "lead.room.unmute"));
    setIcon(byId("room-mute").querySelector("svg") ?? byId("room-mute"), by === null ? "micx" : "mic");
    const away = microphone === null && roster.cameras.size === 0 && state === "live";
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
