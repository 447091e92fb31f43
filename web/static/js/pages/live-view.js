// The room, live: its picture, the other homes, one's own devices, and what comes up in a session.
import { byId, setText } from "../components/dom.js";
import { CommandButton } from "../components/command-button.js";
import { CameraSwitcher } from "../components/camera-switcher.js";
import { PhraseBoard, closeAction } from "../components/phrase.js";
import { RemoteAudio } from "../components/remote-audio.js";
import "../components/video-stage.js";
import { ViewStage } from "../components/view-stage.js";
import { canShareScreen } from "../protocol/capture.js";
import { chooseWatch } from "../protocol/watch.js";
import { phoneText, t } from "../text.js";
import { showLine } from "./banners.js";
import { Care } from "./care.js";
import { Discussion } from "./discussion.js";
import { Hand } from "./hand.js";
import { HomePeople } from "./home-people.js";
import { LineWatch } from "./line-watch.js";
import { hostName } from "./notices.js";
import { OwnDevices } from "./own-devices.js";
import { RecordingBanner } from "./recording-banner.js";
import { SideColumn } from "./side-column.js";

/** @typedef {import("../protocol/room-client.js").RoomClient} RoomClient */
/** @typedef {import("../protocol/messages").ServerMessage} ServerMessage */

const HIDDEN_AFTER_MS = 10_000;
const NOTE_MS = 6000;
/** Long enough for the empty region to be known. */
const NOTE_AFTER_MS = 100;

export class LiveView {
  #send = (/** @type {import("../protocol/messages").ClientMessage} */ message) => this.client.send(message);
  #board = new PhraseBoard(byId("phrases"));
  #audio = new RemoteAudio((blocked) => (byId("unblock").hidden = !blocked));
  #view = new ViewStage({ first: byId("stage"), second: byId("second"), switcher: byId("cameras"), back: byId("follow") }, () => this.update());
  #people = new HomePeople(() => this.#updatePeople());
  #talk = new Discussion(this.#send);
  #hand = new Hand((up) => this.#send({ type: "hand", up }), (sentence) => this.note(sentence));
  #recording = new RecordingBanner(() => this.client);
  #side = new SideColumn(() => this.client);
  #line = new LineWatch({ stats: () => this.client.receivedStats(), wantsPicture: () => this.#wantsPicture(), onChange: () => showLine(this.#line.quality) });
  #devices = new OwnDevices({
    board: this.#board,
    tel: () => phoneText(this.client.roster.session?.centre.phone),
    sound: () => ({ original: this.#profile?.original_sound, stereo: this.#profile?.stereo }),
    publish: (source, track) => this.client.publish(source, track),
    onChange: () => this.#updatePeople(),
  });
  #care = new Care({
    client: () => this.client,
    board: this.#board,
    host: () => this.#host,
    status: () => ({ ...this.#devices.status, sound: this.#companion ? "muted" : this.#audio.blocked ? "blocked" : "ok", network: this.#line.quality }),
    onBack: () => this.#devices.microphone.off(),
  });
  #companion = false;
  #unseen = false;
  /** @type {Promise<import("./screen-share.js").ScreenShare> | null} */ #share = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #noteTimer;

  /** @param {RoomClient} client @param {(camera: string) => Promise<Blob | null>} loadStill */
  constructor(client, loadStill) {
    this.client = client;
    /** @type {CameraSwitcher} */ (byId("cameras")).loadStill = loadStill;
    byId("unblock").onclick = () => void this.#audio.play();
    byId("screen").onclick = () => void this.#toggleScreen();
    this.#followVisibility();
  }

  /** Something about people, cameras or the session changed.
   * @param {ServerMessage} message */
  changed(message) {
    if (message.type === "welcome" || message.type === "session") this.describe();
    if (message.type === "welcome") this.#begin();
    this.#people.received(message, this.client);
    this.#care.received(message);
    this.#follow(message);
    this.#talk.update(this.client.roster.shared.chat, this.client.roster.self, message.type === "chat");
    this.#hand.update(this.client.roster.handOf(this.client.roster.self ?? ""), message.type === "welcome");
    this.#recording.update();
    this.#side.update();
    this.update();
  }

  /** Shows what is known and asks for the pictures that are shown. */
  update() {
    const { roster, tracks } = this.client;
    const self = roster.people.get(roster.self ?? "");
    const companion = self?.companion ?? this.#companion;
    if (companion !== this.#companion) this.#silence(companion);
    setText(byId("follow-words"), t("view.follow", { host: this.#host }));
    this.#view.update(this.client);
    this.#care.update(companion);
    byId("screen").hidden = !canShareScreen() || companion || !(this.#profile?.sharing || self?.leads || self?.screen);
    this.#updatePeople();
    this.#audio.update(companion ? [] : tracks);
    this.#watch();
  }

  cut() {
    this.#view.freeze("cut");
    this.#line.stop();
  }

  /** Gives the devices back. */
  end() {
    this.#devices.off();
    void this.#share?.then((share) => share.stop());
    this.#audio.update([]);
    this.#view.clear();
    this.#line.stop();
    document.querySelector("dialog.plein")?.remove();
  }

  /** Confirms for some seconds.
   * @param {string} sentence */
  note(sentence) {
    const note = byId("note");
    note.textContent = "";
    note.hidden = false;
    clearTimeout(this.#noteTimer);
    // A screen reader hears what is written into a region that it knows already.
    this.#noteTimer = setTimeout(() => {
      note.textContent = sentence;
      this.#noteTimer = setTimeout(() => (note.hidden = true), NOTE_MS);
    }, NOTE_AFTER_MS);
  }

  /** The line stays cut for long, or the network lets nothing through: the centre can be called.
   * @param {"long" | "blocked" | null} trouble */
  set trouble(trouble) {
    const tel = phoneText(this.client.roster.session?.centre.phone);
    if (trouble) this.#board.show("network", { icon: "reseau", tone: "problem", sentence: t(`net.${trouble}`, { tel }) });
    else this.#board.clear("network");
  }

  /** What was asked for could not be done. @param {string} reason @param {string} about */
  refused(reason, about) {
    if (about === "chat") this.note(t("chat.slow"));
    if (about === "screen") this.note(t("screen.refused"));
    if (about === "vote" && reason === "closed") this.note(t("vote.refused"));
  }

  get #profile() {
    return this.client.roster.shared.profile;
  }

  get #host() {
    return hostName(this.client.roster.session);
  }

  /** On each new connection. */
  #begin() {
    this.#silence(this.client.manner.companion ?? false);
    this.#talk.begin(this.client.roster.shared.chat);
    this.#line.start();
    this.#care.begin();
  }

  /** A device in the room neither hears nor is heard. @param {boolean} companion */
  #silence(companion) {
    this.#devices.companion = companion;
    if (companion && !this.#companion) this.note(t("room.companion"));
    this.#companion = companion;
  }

  /** @param {ServerMessage} message */
  #follow(message) {
    if (message.type === "muted") this.#devices.muted(message.by, message.reason ?? undefined);
    else if (message.type === "screen.taken") this.#screenTaken(message.by);
    else if (message.type === "spotlight" && message.spotlight?.person === this.client.roster.self) this.note(t("view.you", { host: this.#host }));
  }

  async #toggleScreen() {
    const button = /** @type {CommandButton} */ (byId("screen"));
    this.#share ??= import("./screen-share.js").then(({ ScreenShare }) => new ScreenShare(() => this.client, () => void this.#share?.then((share) => (button.on = share.on))));
    const share = await this.#share;
    if (share.on) return share.stop();
    await share.start().catch(() => undefined); // Whoever closes the browser's dialog changed their mind.
  }

  /** @param {string} name */
  #screenTaken(name) {
    void this.#share?.then((share) => share.stop());
    this.#board.show("screen", { icon: "ecran", tone: "info", sentence: t("screen.taken", { name }), actions: [closeAction(this.#board, "screen")] });
  }

  /** What the workshop is, and what one's devices do, in words. */
  describe() {
    this.#devices.describe();
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
    const { microphone, camera } = this.#devices;
    this.#people.update(this.client, { microphone: microphone.on, camera: camera.track });
  }

  #watch() {
    const { roster, tracks } = this.client;
    if (!tracks.length) return;
    if (this.#unseen) return this.client.watch({});
    const people = roster.homes().filter((person) => person.camera).map((person) => person.id);
    this.client.watch(chooseWatch(tracks, { ...this.#view.watched, people }));
  }

  /** Whether a picture that is live is asked for. */
  #wantsPicture() {
    return !this.#unseen && this.#view.watched.cameras.some((id) => this.client.roster.cameras.get(id)?.live);
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
}
