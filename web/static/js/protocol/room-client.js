// One participant: the signalling, what it receives, what it sends, who is there. No page.
import { Roster } from "./roster.js";
import { Signalling } from "./signalling.js";
import { Subscriber } from "./subscriber.js";

/** @typedef {import("./messages").ServerMessage} ServerMessage */
/** @typedef {import("./messages").ClientMessage} ClientMessage */
/** @typedef {import("./messages").Layer} Layer */
/** @typedef {import("./messages").Source | import("./messages").ScreenSource} Source */
/** @typedef {import("./subscriber.js").ReceivedTrack} ReceivedTrack */
/** @typedef {import("./publisher.js").Publisher} Publisher */

/**
 * What the person lives through. "cut": the line is broken and being mended.
 * @typedef {"entering" | "waiting" | "live" | "cut" | "ended" | "removed" | "refused" | "left"} RoomState
 */

/** How the person takes part. @typedef {{companion?: boolean, minor?: boolean, adult?: string}} Manner */

/**
 * @typedef {object} RoomClientOptions
 * @property {string} url of the WebSocket
 * @property {string} token
 * @property {string} [name]
 * @property {"page" | "screen"} device
 * @property {string} [browser] a random name of this browser, the same at each visit
 * @property {string} language
 * @property {string} [resume] brings back to the place held before the page was loaded again
 * @property {Manner} [manner]
 * @property {(resume: string, manner: Manner) => void} [onPlace] what brings back to this place
 * @property {(by: string) => void} [onRemoved] the name of whoever ended the participation
 * @property {(state: RoomState, reason: string) => void} onState
 * @property {(message: ServerMessage) => void} onRoster something about people, cameras or the session changed
 * @property {(tracks: ReceivedTrack[]) => void} onTracks every track received now
 * @property {(flows: boolean) => void} [onMedia] false: this network lets no picture and no sound through
 * @property {(reason: string, about: string) => void} [onError] the server could not do what was asked
 */

export class RoomClient {
  roster = new Roster();
  /** @type {RoomState} */ state = "entering";
  /** @type {ReceivedTrack[]} */ tracks = [];
  /** @type {Subscriber | null} */ #subscriber = null;
  /** @type {Publisher | null} */ #publisher = null;
  /** Each publisher's. */ #turn = 0;
  /** @type {Map<Source, MediaStreamTrack>} */ #sources = new Map();
  /** @type {RTCIceServer[]} */ #iceServers = [];
  #watched = "";
  #resume = "";

  /** @param {RoomClientOptions} options */
  constructor(options) {
    this.options = options;
    const { url, token, name, device, language, browser, resume, manner = {} } = options;
    /** @type {Manner} */ this.manner = manner;
    this.signalling = new Signalling({
      url, resume,
      join: { type: "join", token, name, device, language, client: browser, batch: true, ...manner },
      onMessage: (message) => this.#receive(message),
      onCut: () => this.#cut(),
    });
  }

  enter() {
    this.signalling.connect();
  }

  /** This device stands in the room, and has no sound, in or out, or it does not.
   * @param {boolean} on */
  beCompanion(on) {
    this.manner = { ...this.manner, companion: on };
    this.signalling.options.join = { ...this.signalling.options.join, companion: on };
    this.options.onPlace?.(this.#resume, this.manner);
    this.send({ type: "companion", on });
  }

  leave() {
    this.send({ type: "leave" });
    this.#finish("left", "");
  }

  /** The browser says that the network changed or came back. */
  networkChanged() {
    this.signalling.reconnect();
  }

  /** @param {ClientMessage} message */
  send(message) {
    this.signalling.send(message);
  }

  /** The counters of what is received, or nothing while nothing is. */
  async receivedStats() {
    const report = await this.#subscriber?.connection.getStats();
    return report ? [...report.values()] : [];
  }

  /** @param {Record<string, Layer>} tracks */
  watch(tracks) {
    const wish = JSON.stringify(tracks);
    if (wish === this.#watched) return;
    this.#watched = wish;
    this.send({ type: "watch", tracks });
  }

  /** Resolves when the room receives the track (or no longer does).
   * @param {Source} source @param {MediaStreamTrack | null} track */
  async publish(source, track) {
    if (track) this.#sources.set(source, track);
    else this.#sources.delete(source);
    if (this.state !== "live") return; // Said after the next welcome.
    if (!track && !this.#publisher) return;
    const turn = this.#turn;
    try {
      await this.#give(source, track);
    } catch (error) {
      if (turn !== this.#turn) return; // Given again after a cut.
      this.#sources.delete(source);
      this.#giveAgain();
      throw error;
    }
  }

  /** What sends is not needed to see and hear: it comes after the welcome.
   * @param {Source} source @param {MediaStreamTrack | null} track */
  async #give(source, track) {
    const turn = this.#turn;
    const { Publisher } = await import("./publisher.js");
    // Changed meanwhile, or given again after a cut.
    if (turn !== this.#turn || track !== (this.#sources.get(source) ?? null)) return;
    this.#publisher ??= new Publisher({
      iceServers: this.#iceServers,
      send: (message) => this.send(message),
      onLost: () => this.signalling.reconnect(),
      sound: soundOf(this.roster.shared.profile),
    });
    await this.#publisher.set(source, track);
  }

  /** @param {ServerMessage} message */
  #receive(message) {
    if ("resume" in message && message.resume) this.#placed(message.resume);
    if (message.type === "subscribe.offer") void this.#subscriber?.receive(message);
    else if (message.type === "publish.answer") this.#publisher?.answer(message.sdp);
    else if (message.type === "error") this.#refused(message.about ?? "", message.reason);
    const changed = this.roster.apply(message, performance.now() / 1000);
    if (message.type === "welcome") this.#welcome(message);
    if (changed) this.options.onRoster(message);
    if (message.type === "welcome") this.#setState("live", "");
    else if (message.type === "waiting") this.#setState("waiting", message.reason);
    else if (message.type === "refused") this.#finish("refused", message.reason);
    else if (message.type === "removed") this.#removed(message.reason ?? "", message.by ?? "");
    else if (message.type === "ended") this.#finish("ended", "");
  }

  /** @param {string} resume */
  #placed(resume) {
    this.#resume = resume;
    this.options.onPlace?.(resume, this.manner);
  }

  /** @param {string} reason @param {string} by */
  #removed(reason, by) {
    this.options.onRemoved?.(by);
    this.#finish("removed", reason);
  }

  /** @param {string} about @param {string} reason */
  #refused(about, reason) {
    if (about === "publish.offer") this.#publisher?.refuse(reason);
    else this.options.onError?.(reason, about);
  }

  /** @param {Extract<ServerMessage, {type: "welcome"}>} message */
  #welcome(message) {
    this.#closeMedia();
    this.#iceServers = message.ice_servers ?? [];
    this.#subscriber = new Subscriber({
      iceServers: this.#iceServers,
      send: (answer) => this.send(answer),
      onTracks: (tracks) => this.#received(tracks),
      onLost: () => this.signalling.reconnect(),
      onMedia: (flows) => this.options.onMedia?.(flows),
      stereo: message.profile?.stereo ?? false,
    });
    this.#giveAgain();
    void import("./publisher.js").catch(() => undefined); // So that a press need not wait for it.
  }

  /** On a new peer connection, everything that is switched on. */
  #giveAgain() {
    this.#closePublisher();
    const turn = this.#turn;
    for (const [source, track] of this.#sources) {
      this.#give(source, track).catch(() => {
        if (turn === this.#turn) this.signalling.reconnect();
      });
    }
  }

  /** @param {ReceivedTrack[]} tracks */
  #received(tracks) {
    this.tracks = tracks;
    this.options.onTracks(tracks);
  }

  #cut() {
    if (this.state !== "cut") this.#setState("cut", "");
  }

  /** @param {RoomState} state @param {string} reason */
  #finish(state, reason) {
    this.signalling.stop();
    this.#closeMedia();
    this.#sources.clear();
    this.#setState(state, reason);
  }

  #closeMedia() {
    this.#closePublisher();
    this.#subscriber?.close();
    this.#subscriber = null;
    this.tracks = [];
    this.#watched = "";
  }

  #closePublisher() {
    this.#turn += 1;
    this.#publisher?.close();
    this.#publisher = null;
  }

  /** @param {RoomState} state @param {string} reason */
  #setState(state, reason) {
    this.state = state;
    this.options.onState(state, reason);
  }
}

/** @param {import("./messages").Profile | null} profile */
function soundOf(profile) {
  return profile ? { stereo: profile.stereo, bitrate_bps: profile.audio_bitrate_bps } : undefined;
}
