// The screen of the room: the homes, their voices, and whether they hear. Nobody touches it.
import { byId, setIcon, setText } from "../components/dom.js";
import { MicGauge } from "../components/mic-gauge.js";
import { PeopleWall } from "../components/people-tiles.js";
import { QrCode } from "../components/qr-code.js";
import { RemoteAudio } from "../components/remote-audio.js";
import { RoomPicture } from "../components/room-picture.js";
import "../components/video-stage.js";
import { RoomClient } from "../protocol/room-client.js";
import { chooseWatch, wallPage } from "../protocol/watch.js";
import { groupedCode, language, t, tn } from "../text.js";
import { guardFragment, setPageState, tokenOfAddress, webSocketUrl } from "./page.js";
import { keepAwake } from "./wake-lock.js";

/** @typedef {import("../protocol/messages").Person} Person */
/** @typedef {import("../protocol/messages").ServerMessage} ServerMessage */
/** @typedef {import("../protocol/messages").Session} Session */
/** @typedef {import("../protocol/room-client.js").RoomState} RoomState */

const WALL_SIZE = 6;
const PAGE_S = 20;
const EVENT_S = 8;
const AGAIN_MS = 15_000;
const SPEAKING_DB = -30;

class RoomPage {
  #wall = /** @type {PeopleWall} */ (byId("wall"));
  #gauge = /** @type {MicGauge} */ (byId("gauge"));
  #picture = new RoomPicture(byId("stage"), null, () => this.#update());
  #blocked = false;
  #audio = new RemoteAudio((blocked) => {
    this.#blocked = blocked;
    this.#showEvent();
  });
  #client = this.#newClient();
  /** @type {Person[]} */ #shown = [];
  #turn = 0;
  #event = { sentence: "", until: 0 };

  start() {
    guardFragment();
    keepAwake();
    addEventListener("online", () => this.#client.networkChanged());
    for (const touch of ["keydown", "pointerdown"]) addEventListener(touch, () => void this.#audio.play());
    setInterval(() => {
      this.#turn++;
      this.#update();
    }, PAGE_S * 1000);
    setInterval(() => this.#showEvent(), 1000);
    this.#update();
    this.#client.enter();
  }

  #newClient() {
    return new RoomClient({
      url: webSocketUrl(), token: tokenOfAddress(), device: "screen", language,
      onState: (state, reason) => this.#changed(state, reason),
      onRoster: (message) => this.#received(message),
      onTracks: () => this.#update(),
    });
  }

  /** Whatever happens, an unattended screen comes back.
   * @param {RoomState} state @param {string} reason */
  #changed(state, reason) {
    setPageState(state);
    if (state === "cut") this.#picture.freeze("cut");
    if (state === "ended" || state === "refused" || state === "removed") this.#comeBackLater(reason);
    this.#update();
  }

  /** @param {string} reason */
  #comeBackLater(reason) {
    if (reason === "version") return location.reload();
    setTimeout(() => {
      this.#client = this.#newClient();
      this.#client.enter();
    }, AGAIN_MS);
  }

  /** @param {ServerMessage} message */
  #received(message) {
    const { people } = this.#client.roster;
    if (message.type === "person" && message.person.role === "resident" && message.person.presence === "here") {
      const known = this.#shown.some((person) => person.id === message.person.id);
      if (!known && this.#client.roster.homes().length) this.#tell(t("room.arrived", { name: message.person.name }));
    } else if (message.type === "person.gone") {
      const gone = this.#shown.find((person) => person.id === message.id);
      if (gone) this.#tell(t("room.gone", { name: gone.name }));
    } else if (message.type === "speaking") {
      const voice = message.people.map((id) => people.get(id)).find((person) => person?.role === "resident");
      if (voice && !this.#wall.querySelector(`[data-person="${CSS.escape(voice.id)}"]`)) this.#tell(t("room.speaks", { name: voice.name }));
    }
    this.#update();
  }

  #update() {
    const { roster, tracks } = this.#client;
    const session = roster.session;
    const open = session?.state === "open" && this.#client.state !== "ended";
    const homes = open ? roster.homes() : [];
    byId("together").hidden = homes.length === 0;
    byId("welcome").hidden = homes.length > 0;
    setText(byId("title"), session?.title ?? t("room.page"));
    setText(byId("count"), !session ? "" : homes.length ? tn("room.home", homes.length) : t("room.home.none"));
    this.#showWelcome(session, open);
    this.#showWall(homes);
    this.#picture.update(this.#client, (camera) => t("room.seen", { camera: camera.label }));
    this.#audio.update(tracks);
    this.#showMicrophone();
    this.#showEvent();
    const people = this.#shown.filter((person) => person.camera).map((person) => person.id);
    if (tracks.length) this.#client.watch(chooseWatch(tracks, { cameras: homes.length ? this.#picture.watched : [], people, peopleLayer: "high" }));
  }

  /** How to come in, as large as can be, while nobody is at home.
   * @param {Session | null} session @param {boolean} open */
  #showWelcome(session, open) {
    const code = session?.state === "ended" ? "" : (session?.code ?? "");
    const address = code ? `${location.origin}/#${code.replace(/\D/g, "")}` : "";
    setText(byId("welcome-sentence"), t(!session || session.state === "ended" ? "room.none" : open ? "room.wait" : "room.wait.closed"));
    setText(byId("welcome-address"), t("room.join.code", { address: location.host }));
    for (const id of ["welcome-how", "welcome-address"]) byId(id).hidden = !code;
    for (const place of ["welcome", "side"]) {
      setText(byId(`${place}-code`), groupedCode(code));
      /** @type {QrCode} */ (byId(`${place}-qr`)).text = address;
    }
  }

  /** @param {Person[]} homes */
  #showWall(homes) {
    const { roster, tracks } = this.#client;
    const { speaking, spokeAt } = roster;
    const wall = wallPage(homes, { size: WALL_SIZE, turn: this.#turn, speaking, spokeAt, now: performance.now() / 1000 });
    this.#shown = wall.people;
    this.#wall.update(wall.people.map((person) => {
      const picture = tracks.find((track) => track.kind === "video" && !track.camera && track.person === person.id);
      return {
        id: person.id,
        state: {
          name: person.name, initialsOf: person.name, microphone: person.microphone,
          speaking: speaking.has(person.id), picture: person.camera ? (picture?.media ?? null) : null,
        },
      };
    }));
    if (wall.pages > 1) setText(byId("count"), `${byId("count").textContent} · ${t("room.page.number", { n: wall.page + 1, total: wall.pages })}`);
  }

  /** Whether the homes hear this room. */
  #showMicrophone() {
    const { roster } = this.#client;
    const on = this.#client.state === "live" && roster.roomMicrophone() === true;
    const level = roster.kit?.microphone?.level_dbov ?? (roster.roomSpeaks() ? SPEAKING_DB : -Infinity);
    this.#gauge.level = on ? level : -Infinity;
    this.#gauge.hidden = !on;
    byId("heard-icon").toggleAttribute("hidden", on);
    setIcon(byId("heard-icon"), "micx");
    setText(byId("heard"), t(on ? "room.heard" : "room.unheard"));
  }

  /** @param {string} sentence shown for some seconds */
  #tell(sentence) {
    this.#event = { sentence, until: performance.now() + EVENT_S * 1000 };
    this.#showEvent();
  }

  /** One line, the most pressing thing. */
  #showEvent() {
    const cut = this.#client.state === "cut";
    const fresh = performance.now() < this.#event.until ? this.#event.sentence : "";
    const alone = byId("together").hidden;
    const sentence = cut ? t("room.cut") : this.#blocked ? t("room.key") : fresh || (alone ? "" : t("room.calm"));
    setText(byId("event"), sentence);
    byId("foot").hidden = !sentence;
    byId("hearing").hidden = alone;
    byId("foot").classList.toggle("coupe", cut);
    byId("foot").classList.toggle("appel", !cut && this.#blocked);
  }
}

new RoomPage().start();
