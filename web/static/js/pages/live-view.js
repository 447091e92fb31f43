// The room, live: its picture, its cameras, the other homes, one's own microphone and camera.
import { GroupedAnnouncer } from "../components/announcer.js";
import { CameraSwitcher } from "../components/camera-switcher.js";
import { CommandButton } from "../components/command-button.js";
import { byId, setText } from "../components/dom.js";
import { PeopleStrip } from "../components/people-tiles.js";
import { PhraseBoard } from "../components/phrase.js";
import { RemoteAudio } from "../components/remote-audio.js";
import { RoomPicture } from "../components/room-picture.js";
import "../components/video-stage.js";
import { chooseWatch, orderPeople } from "../protocol/watch.js";
import { phoneText, t, tn } from "../text.js";
import { DeviceControl } from "./device-control.js";
import { OwnVoice } from "./own-voice.js";

/** @typedef {import("../protocol/room-client.js").RoomClient} RoomClient */
/** @typedef {import("../protocol/messages").ServerMessage} ServerMessage */
/** @typedef {import("../protocol/messages").Person} Person */
/** @typedef {import("../protocol/messages").Source} Source */

const HIDDEN_AFTER_MS = 10_000;
const NOTE_MS = 6000;

export class LiveView {
  #picture = new RoomPicture(byId("stage"), byId("cameras"), () => this.update());
  #strip = /** @type {PeopleStrip} */ (byId("people"));
  #board = new PhraseBoard(byId("phrases"));
  #audio = new RemoteAudio((blocked) => (byId("unblock").hidden = !blocked));
  #arrivals = new GroupedAnnouncer((names) => tn("live.arrived", names.length, { names: names.join(", ") }));
  #voice = new OwnVoice(byId("gauge"), this.#board);
  #unseen = false;
  /** @type {Record<Source, DeviceControl>} */
  #devices = { microphone: this.#device("microphone"), camera: this.#device("camera") };

  /** @param {RoomClient} client @param {(camera: string) => Promise<Blob | null>} loadStill */
  constructor(client, loadStill) {
    this.client = client;
    /** @type {CameraSwitcher} */ (byId("cameras")).loadStill = loadStill;
    byId("unblock").onclick = () => void this.#audio.play();
    this.#followVisibility();
  }

  /** @param {Source} source */
  #device(source) {
    return new DeviceControl({
      source,
      button: /** @type {CommandButton} */ (byId(source)),
      board: this.#board,
      tel: () => phoneText(this.client.roster.session?.centre.phone),
      publish: (track) => this.client.publish(source, track),
      onChange: () => this.#deviceChanged(source),
    });
  }

  /** Something about people, cameras or the session changed.
   * @param {ServerMessage} message */
  changed(message) {
    if (message.type === "person" && message.person.presence === "here" && !this.#strip.querySelector(`[data-person="${CSS.escape(message.person.id)}"]`)) {
      if (message.person.role === "resident") this.#arrivals.add(message.person.name);
    }
    if (message.type === "welcome" || message.type === "session") this.#describe();
    this.update();
  }

  /** Shows what is known and asks for the pictures that are shown. */
  update() {
    this.#picture.update(this.client);
    this.#updatePeople();
    this.#audio.update(this.client.tracks);
    this.#watch();
  }

  cut() {
    this.#picture.freeze("cut");
  }

  /** Gives the devices back. */
  end() {
    for (const device of Object.values(this.#devices)) device.off();
    this.#audio.update([]);
    this.#picture.clear();
  }

  #describe() {
    const session = this.client.roster.session;
    if (!session) return;
    byId("live-title").textContent = session.title;
    byId("live-place").textContent = [session.room.name, session.centre.name].filter(Boolean).join(" · ");
    document.title = `${t("live.page")} · ${session.title} · ${t("app.name")}`;
    if (!session.centre.phone) return;
    byId("live-help").textContent = t("join.help", { tel: phoneText(session.centre.phone) });
    byId("live-help").closest("p")?.removeAttribute("hidden");
  }

  #updatePeople() {
    const { roster } = this.client;
    const homes = roster.homes();
    setText(byId("home-count"), tn("people.count", homes.length));
    const ordered = orderPeople(homes, { self: roster.self, spokeAt: roster.spokeAt, now: performance.now() / 1000 });
    this.#strip.update(ordered.map((person) => ({ id: person.id, state: this.#tile(person) })));
  }

  /** @param {Person} person */
  #tile(person) {
    const own = person.id === this.client.roster.self;
    const camera = this.client.tracks.find((track) => track.kind === "video" && !track.camera && track.person === person.id);
    return {
      name: own ? t("live.you") : person.name,
      initialsOf: person.name,
      microphone: own ? this.#devices.microphone.on : person.microphone,
      speaking: this.client.roster.speaking.has(person.id),
      picture: own ? this.#devices.camera.track : person.camera ? (camera?.media ?? null) : null,
      mirrored: own,
    };
  }

  #watch() {
    const { roster, tracks } = this.client;
    if (!tracks.length) return;
    const people = this.#unseen ? [] : roster.homes().filter((person) => person.camera).map((person) => person.id);
    const cameras = this.#unseen ? [] : this.#picture.watched;
    this.client.watch(chooseWatch(tracks, { cameras, people }));
  }

  /** A page nobody looks at keeps its sound only. */
  #followVisibility() {
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let timer;
    document.addEventListener("visibilitychange", () => {
      clearTimeout(timer);
      const unseen = document.hidden;
      timer = setTimeout(() => {
        this.#unseen = unseen;
        this.#watch();
      }, unseen ? HIDDEN_AFTER_MS : 0);
    });
  }

  /** @param {Source} source */
  #deviceChanged(source) {
    const { microphone, camera } = this.#devices;
    const opening = microphone.state === "opening" ? "mic.opening" : camera.state === "opening" ? "cam.opening" : null;
    const settled = microphone.on ? (camera.on ? "both" : "on") : camera.on ? "cam" : "off";
    setText(byId("state-sentence"), t(opening ?? `mic.state.${settled}`));
    byId("state-icon").toggleAttribute("hidden", microphone.on);
    if (source === "microphone") this.#voice.follow(microphone.on ? microphone.track : null);
    this.#updatePeople();
  }

  /** Confirms for some seconds.
   * @param {string} sentence */
  note(sentence) {
    const note = byId("note");
    note.textContent = sentence;
    note.hidden = false;
    setTimeout(() => (note.hidden = true), NOTE_MS);
  }

  /** The line stays cut for long, or the network lets nothing through: the centre can be called.
   * @param {"long" | "blocked" | null} trouble */
  set trouble(trouble) {
    const tel = phoneText(this.client.roster.session?.centre.phone);
    if (trouble) this.#board.show("network", { icon: "reseau", tone: "problem", sentence: t(`net.${trouble}`, { tel }) });
    else this.#board.clear("network");
  }
}
