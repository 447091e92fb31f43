// What we receive: one peer connection, offered by the server, changed by its further offers.

/** @typedef {import("./messages").SubscribeOffer} SubscribeOffer */
/** @typedef {import("./messages").OfferedTrack} OfferedTrack */
/** @typedef {OfferedTrack & {media: MediaStreamTrack}} ReceivedTrack */

const CONNECT_TIMEOUT_MS = 10_000;
const RESTART_AFTER_MS = 500;
/** Browsers take some five seconds to notice a dead path: what is left of ten. */
const GIVE_UP_AFTER_MS = 3500;

/**
 * @typedef {object} SubscriberOptions
 * @property {RTCIceServer[]} iceServers
 * @property {(message: import("./messages").ClientMessage) => void} send
 * @property {(tracks: ReceivedTrack[]) => void} onTracks every track received now
 * @property {() => void} onLost media does not come back by itself
 * @property {(configuration: RTCConfiguration) => RTCPeerConnection} [createConnection]
 */

export class Subscriber {
  /** @type {Promise<void>} */ #queue = Promise.resolve();
  /** @type {ReturnType<typeof setTimeout>[]} */ #timers = [];
  #closed = false;

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
    await this.connection.setLocalDescription();
    const answer = this.connection.localDescription?.sdp;
    if (this.#closed || !answer) return;
    this.options.send({ type: "subscribe.answer", sdp: answer, generation });
    this.options.onTracks(this.#received(tracks));
    if (this.connection.connectionState !== "connected") this.#giveUpAfter(CONNECT_TIMEOUT_MS);
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
    } else if (state === "disconnected") {
      this.#giveUpAfter(GIVE_UP_AFTER_MS);
      this.#timers.push(setTimeout(() => this.options.send({ type: "subscribe.restart" }), RESTART_AFTER_MS));
    } else if (state === "failed") {
      this.#clearTimers();
      this.options.onLost();
    }
  }

  /** @param {number} delay_ms */
  #giveUpAfter(delay_ms) {
    this.#clearTimers();
    this.#timers.push(setTimeout(() => this.options.onLost(), delay_ms));
  }

  #clearTimers() {
    for (const timer of this.#timers.splice(0)) clearTimeout(timer);
  }
}
