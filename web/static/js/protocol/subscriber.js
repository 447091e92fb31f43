// What we receive: one peer connection, offered by the server, changed by its further offers.
import { withOpus } from "./opus.js";

/** @typedef {import("./messages").SubscribeOffer} SubscribeOffer */
/** @typedef {import("./messages").OfferedTrack} OfferedTrack */
/** @typedef {OfferedTrack & {media: MediaStreamTrack}} ReceivedTrack */

const CONNECT_TIMEOUT_MS = 10_000;
const RETRY_BLOCKED_MS = 2000;
const RESTART_AFTER_MS = 500;
/** Browsers take some five seconds to notice a dead path: what is left of ten. */
const GIVE_UP_AFTER_MS = 3500;

/**
 * @typedef {object} SubscriberOptions
 * @property {RTCIceServer[]} iceServers
 * @property {(message: import("./messages").ClientMessage) => void} send
 * @property {(tracks: ReceivedTrack[]) => void} onTracks every track received now
 * @property {boolean} [stereo] two channels are played
 * @property {() => void} onLost media flowed, and does not come back by itself
 * @property {(flows: boolean) => void} onMedia false: this network has let nothing through so far
 * @property {(configuration: RTCConfiguration) => RTCPeerConnection} [createConnection]
 */

export class Subscriber {
  /** @type {Promise<void>} */ #queue = Promise.resolve();
  /** @type {ReturnType<typeof setTimeout>[]} */ #timers = [];
  #closed = false;
  #everConnected = false;

  /** @param {SubscriberOptions} options */
  constructor(options) {
    this.options = options;
    const create = options.createConnection ?? ((configuration) => new RTCPeerConnection(configuration));
    this.connection = create({ iceServers: options.iceServers, bundlePolicy: "max-bundle" });
    this.connection.onconnectionstatechange = () => this.#connectionChanged();
  }

  /** Offers are taken one after the other: the server may send the next before our answer.
   * @param {SubscribeOffer} offer */
  receive(offer) {
    this.#queue = this.#queue.then(() => this.#answer(offer)).catch(() => {
      if (!this.#closed) this.options.onLost();
    });
    return this.#queue;
  }

  close() {
    this.#closed = true;
    this.#clearTimers();
    this.connection.onconnectionstatechange = null;
    this.connection.close();
  }

  /** @param {SubscribeOffer} offer */
  async #answer({ sdp, generation, tracks }) {
    if (this.#closed) return;
    await this.connection.setRemoteDescription({ type: "offer", sdp });
    await this.connection.setLocalDescription(await this.#description());
    const answer = this.connection.localDescription?.sdp;
    if (this.#closed || !answer) return;
    this.options.send({ type: "subscribe.answer", sdp: answer, generation });
    this.options.onTracks(this.#received(tracks));
    this.#clearTimers();
    if (this.connection.connectionState !== "connected") this.#later(CONNECT_TIMEOUT_MS, () => this.#noMedia());
  }

  /** The browser makes the usual answer by itself; two channels must be asked for. */
  async #description() {
    if (!this.options.stereo) return undefined;
    const { type, sdp = "" } = await this.connection.createAnswer();
    return { type, sdp: withOpus(sdp, { stereo: 1 }) };
  }

  /** @param {OfferedTrack[]} tracks @returns {ReceivedTrack[]} */
  #received(tracks) {
    const byMid = new Map(this.connection.getTransceivers().map((t) => [t.mid, t.receiver.track]));
    return tracks.flatMap((track) => {
      const media = byMid.get(track.mid);
      return media ? [{ ...track, media }] : [];
    });
  }

  #connectionChanged() {
    const state = this.connection.connectionState;
    if (state === "connected") {
      this.#clearTimers();
      this.#everConnected = true;
      this.options.onMedia(true);
    } else if (state === "disconnected") {
      this.#clearTimers();
      this.#later(RESTART_AFTER_MS, () => this.options.send({ type: "subscribe.restart" }));
      this.#later(GIVE_UP_AFTER_MS, () => this.options.onLost());
    } else if (state === "failed") {
      this.#clearTimers();
      this.#noMedia();
    }
  }

  /** A line that carried media is mended from its beginning. One that never did (a network that
   * blocks the way) is only tried again, so that people are not told of a cut over and over. */
  #noMedia() {
    if (this.#everConnected) return this.options.onLost();
    this.options.onMedia(false);
    this.#later(RETRY_BLOCKED_MS, () => this.options.send({ type: "subscribe.restart" }));
  }

  /** @param {number} delay_ms @param {() => void} action */
  #later(delay_ms, action) {
    this.#timers.push(setTimeout(action, delay_ms));
  }

  #clearTimers() {
    for (const timer of this.#timers.splice(0)) clearTimeout(timer);
  }
}
