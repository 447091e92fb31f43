// The screen of the room: the homes, their voices, what they say and ask, and whether they hear.
// Nobody needs to touch it; one key starts a session that is due.
import { byId, setIcon, setText } from "../components/dom.js";
import { MicGauge } from "../components/mic-gauge.js";
import { QrCode } from "../components/qr-code.js";
import { RemoteAudio } from "../components/remote-audio.js";
import { SessionTimer } from "../components/session-timer.js";
import "../components/video-stage.js";
import { ViewStage } from "../components/view-stage.js";
import { isDue } from "../protocol/due.js";
import { RoomClient } from "../protocol/room-client.js";
import { mutedBy } from "../protocol/room-microphone.js";
import { chooseWatch } from "../protocol/watch.js";
import { groupedCode, language, t, tn } from "../text.js";
import { guardFragment, setPageState, tokenOfAddress, webSocketUrl } from "./page.js";
import { HAND, RoomEvents } from "./room-events.js";
import { showPoll } from "./room-poll.js";
import { RoomWall } from "./room-wall.js";
import { keepAwake } from "./wake-lock.js";

/** @typedef {import("../protocol/messages").Person} Person */
/** @typedef {import("../protocol/messages").ServerMessage} ServerMessage */
/** @typedef {import("../protocol/messages").Session} Session */
/** @typedef {import("../protocol/room-client.js").RoomState} RoomState */

const PAGE_S = 20;
const AGAIN_MS = 15_000;
const SPEAKING_DB = -30;
const START_KEYS = new Set(["Enter", " "]);
const MICROPHONE_KEY = "m";

class RoomPage {
  #wall = new RoomWall(() => this.#update());
  #events = new RoomEvents();
  #gauge = /** @type {MicGauge} */ (byId("gauge"));
  #picture = new ViewStage({ first: byId("stage") }, () => this.#update(), (label) => t("room.seen", { camera: label }));
  #blocked = false;
  #audio = new RemoteAudio((blocked) => {
    this.#blocked = blocked;
    this.#showEvent();
  });
  #client = this.#newClient();
  #turn = 0;
  /** Has the room ever said what there is? */ #heard = false;
  /** Who switched the room's microphone off. @type {string | null} */ #mutedBy = null;

  start() {
    guardFragment();
    keepAwake();
    addEventListener("online", () => this.#client.networkChanged());
    for (const touch of ["keydown", "pointerdown"]) addEventListener(touch, () => void this.#audio.play());
    addEventListener("keydown", (event) => {
      if (!START_KEYS.has(event.key) || !this.#due()) return;
      event.preventDefault(); // The button has the focus: one press is one press.
      this.#startSession();
    });
    addEventListener("keydown", (event) => {
      if (event.key.toLowerCase() !== MICROPHONE_KEY || event.repeat || event.ctrlKey || event.altKey || event.metaKey) return;
      this.#client.send({ type: "room.microphone", on: this.#mutedBy !== null });
    });
    byId("start").onclick = () => this.#startSession();
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
      onError: (_, about) => about === "session.open" && this.#events.tell(t("room.start.refused")),
    });
  }

  /** Whatever happens, an unattended screen comes back.
   * @param {RoomState} state @param {string} reason */
  #changed(state, reason) {
    setPageState(state);
    if (state !== "entering" && state !== "cut") this.#heard = true;
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
    const { roster } = this.#client;
    this.#events.received(message, roster, this.#wall);
    if (message.type === "reaction") this.#wall.react(message.person, message.kind);
    this.#update();
  }

  /** One press, on the screen or on any keyboard. */
  #startSession() {
    if (this.#due()) this.#client.send({ type: "session.open" });
  }

  #due() {
    return this.#client.state === "live" && isDue(this.#client.roster.session, Date.now());
  }

  #update() {
    const { roster, tracks } = this.#client;
    const session = roster.session;
    const open = session?.state === "open" && this.#client.state !== "ended";
    // Whoever is in the room with a device of their own needs no picture here.
    const homes = open ? roster.homes().filter((person) => !person.companion) : [];
    byId("together").hidden = homes.length === 0;
    byId("welcome").hidden = homes.length > 0;
    setText(byId("title"), session && session.state !== "ended" ? session.title : t("room.page"));
    this.#showWelcome(session, open);
    this.#wall.update(this.#client, homes, this.#turn);
    this.#showCount(session, homes);
    this.#picture.update(this.#client);
    this.#audio.update(tracks);
    this.#showMicrophone();
    /** @type {SessionTimer} */ (byId("timer")).update(roster.shared.timer);
    byId("recording").hidden = !roster.shared.recording?.writing;
    byId("together").classList.toggle("vote", roster.shared.poll !== null);
    showPoll(roster.shared.poll);
    this.#showEvent();
    this.#watch(homes);
  }

  /** @param {Person[]} homes */
  #watch(homes) {
    const { tracks } = this.#client;
    if (!tracks.length) return;
    const people = this.#wall.shown.filter((person) => person.camera).map((person) => person.id);
    const { cameras, large } = this.#picture.watched;
    this.#client.watch(chooseWatch(tracks, { cameras: homes.length ? cameras : [], large, people, peopleLayer: "high", screen: this.#wall.sharing }));
  }

  /** How to come in, as large as can be, while nobody is at home.
   * @param {Session | null} session @param {boolean} open */
  #showWelcome(session, open) {
    const due = this.#due();
    const code = session?.state === "ended" ? "" : (session?.code ?? "");
    const address = code ? `${location.origin}/#${code.replace(/\D/g, "")}` : "";
    // Before the room has said what there is, nothing is said of it.
    const unknown = !session && !this.#heard;
    const words = !session || session.state === "ended" ? "room.none" : open ? "room.wait" : due ? "room.start.due" : "room.wait.closed";
    setText(byId("welcome-sentence"), unknown ? "" : t(words));
    const wasHidden = byId("starting").hidden;
    byId("starting").hidden = !due;
    if (due && wasHidden) byId("start").focus();
    setText(byId("welcome-address"), t("room.join.code", { address: location.host }));
    for (const id of ["welcome-how", "welcome-address"]) byId(id).hidden = !code;
    for (const place of ["welcome", "side"]) {
      setText(byId(`${place}-code`), groupedCode(code));
      /** @type {QrCode} */ (byId(`${place}-qr`)).text = address;
    }
  }

  /** @param {Session | null} session @param {Person[]} homes */
  #showCount(session, homes) {
    const count = !session || session.state === "ended" ? "" : homes.length ? tn("room.home", homes.length) : t("room.home.none");
    const page = this.#wall.pages > 1 ? t("room.page.number", { n: this.#wall.page + 1, total: this.#wall.pages }) : "";
    setText(byId("count"), [count, page].filter(Boolean).join(" · "));
  }

  /** Whether the homes hear this room. */
  #showMicrophone() {
    const { roster } = this.#client;
    const on = this.#client.state === "live" && roster.roomMicrophone() === true;
    const level = roster.kit?.microphone?.level_dbov ?? (roster.roomSpeaks() ? SPEAKING_DB : -Infinity);
    this.#tellMuted(mutedBy(roster));
    this.#gauge.level = on ? level : -Infinity;
    this.#gauge.hidden = !on;
    byId("heard-icon").toggleAttribute("hidden", on);
    setIcon(byId("heard-icon"), "micx");
    setText(byId("heard"), t(on ? "room.heard" : this.#mutedBy !== null ? "room.muted.how" : "room.unheard"));
  }

  /** @param {string | null} by */
  #tellMuted(by) {
    if (by === this.#mutedBy) return;
    this.#mutedBy = by;
    if (by === null && this.#client.roster.session?.state !== "open") return;
    this.#events.tell(by === null ? t("room.muted.not") : t("room.muted", { name: by }), by === null ? "mic" : "micx");
  }

  /** One line, the most pressing thing. */
  #showEvent() {
    const cut = this.#client.state === "cut";
    const alone = byId("together").hidden;
    const told = this.#events.now(this.#client.roster);
    const icon = cut || this.#blocked ? "" : told.icon;
    const sentence = cut ? t("room.cut") : this.#blocked ? t("room.key") : told.sentence || (alone ? "" : t("room.calm"));
    setText(byId("event"), sentence);
    setIcon(byId("event-icon"), icon || HAND);
    byId("event-icon").toggleAttribute("hidden", !icon);
    byId("foot").hidden = !sentence;
    byId("hearing").hidden = alone;
    byId("foot").classList.toggle("coupe", cut);
    byId("foot").classList.toggle("appel", !cut && (this.#blocked || icon === HAND));
  }
}

new RoomPage().start();
