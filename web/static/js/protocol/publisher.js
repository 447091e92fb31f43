// What we send: one peer connection, offered by us, made when a microphone or a camera is first
// switched on. Switching off and on again changes the track, not the description.

/** @typedef {import("./messages").Source | import("./messages").ScreenSource} Source */
/** @typedef {import("./messages").ClientMessage} ClientMessage */

import { withOpus } from "./opus.js";

/** A small picture for strips, a larger one for the room's wall. @type {RTCRtpEncodingParameters[]} */
export const CAMERA_LAYERS = [
  { rid: "q", scaleResolutionDownBy: 2, maxBitrate: 150_000 },
  { rid: "h", scaleResolutionDownBy: 1, maxBitrate: 700_000 },
];
/** Letters must stay readable. @type {RTCRtpEncodingParameters[]} */
export const SCREEN_LAYERS = [{ maxBitrate: 1_500_000 }];
const CONNECT_TIMEOUT_MS = 8000;

/**
 * @typedef {object} PublisherOptions
 * @property {RTCIceServer[]} iceServers
 * @property {(message: ClientMessage) => void} send
 * @property {() => void} onLost
 * @property {{stereo: boolean, bitrate_bps: number}} [sound] how a microphone is coded
 * @property {(configuration: RTCConfiguration) => RTCPeerConnection} [createConnection]
 */

export class Publisher {
  /** @type {Map<Source, RTCRtpTransceiver>} */ #transceivers = new Map();
  /** @type {Promise<unknown>} */ #queue = Promise.resolve();
  /** @type {{resolve: (sdp: string) => void, reject: (error: Error) => void} | null} */ #answered = null;
  /** @type {(() => void)[]} */ #connectedCallbacks = [];
  /** @type {MediaStream} */ #stream = new MediaStream();
  /** Fails whatever is under way when the publisher is closed. @type {(error: Error) => void} */
  #end = () => undefined;
  /** @type {Promise<never>} */
  #ended = new Promise((_, reject) => (this.#end = reject));

  /** @param {PublisherOptions} options */
  constructor(options) {
    this.options = options;
    this.#ended.catch(() => undefined);
    const create = options.createConnection ?? ((configuration) => new RTCPeerConnection(configuration));
    this.connection = create({ iceServers: options.iceServers, bundlePolicy: "max-bundle" });
    this.connection.onconnectionstatechange = () => this.#connectionChanged();
  }

  /** Sends this track from now on, or nothing. Resolves when the server receives it; rejects when
   * it does not within some seconds.
   * @param {Source} source @param {MediaStreamTrack | null} track
   * @returns {Promise<void>} */
  set(source, track) {
    const done = this.#queue.then(() => this.#set(source, track));
    this.#queue = done.catch(() => undefined);
    return done;
  }

  /** @param {string} sdp */
  answer(sdp) {
    this.#answered?.resolve(sdp);
  }

  /** The server does not take the offer. @param {string} reason */
  refuse(reason) {
    this.#answered?.reject(new Error(reason));
  }

  close() {
    this.#end(new Error("closed"));
    this.connection.onconnectionstatechange = null;
    this.connection.close();
  }

  /** @param {Source} source @param {MediaStreamTrack | null} track */
  async #set(source, track) {
    const transceiver = this.#transceivers.get(source);
    if (transceiver) {
      await transceiver.sender.replaceTrack(track);
    } else if (track) {
      this.#transceivers.set(source, this.#add(source, track));
      await this.#inTime(this.#negotiate());
      await this.#inTime(this.#connected());
    }
    // The sound of a screen goes with its picture.
    if (source !== "screen_audio") this.options.send({ type: source, on: track !== null });
  }

  /** @param {Source} source @param {MediaStreamTrack} track */
  #add(source, track) {
    return this.connection.addTransceiver(track, {
      direction: "sendonly",
      streams: [this.#stream],
      sendEncodings: this.#encodings(source),
    });
  }

  /** @param {Source} source @returns {RTCRtpEncodingParameters[] | undefined} */
  #encodings(source) {
    const { sound } = this.options;
    if (source === "camera") return CAMERA_LAYERS.map((layer) => ({ ...layer }));
    if (source === "screen") return SCREEN_LAYERS.map((layer) => ({ ...layer }));
    return sound ? [{ maxBitrate: sound.bitrate_bps }] : undefined;
  }

  async #negotiate() {
    /** @type {Promise<string>} */
    const answered = new Promise((resolve, reject) => (this.#answered = { resolve, reject }));
    await this.connection.setLocalDescription(await this.connection.createOffer());
    const tracks = [...this.#transceivers].map(([source, { mid }]) => ({ mid: mid ?? "", source }));
    const sdp = this.connection.localDescription?.sdp ?? "";
    this.options.send({ type: "publish.offer", sdp, tracks });
    await this.connection.setRemoteDescription({ type: "answer", sdp: this.#asked(await answered) });
  }

  /** What the encoder is asked for stands in the answer. @param {string} answer */
  #asked(answer) {
    const { sound } = this.options;
    return sound ? withOpus(answer, { maxaveragebitrate: sound.bitrate_bps, stereo: Number(sound.stereo) }) : answer;
  }

  /** @returns {Promise<void>} */
  #connected() {
    if (this.connection.connectionState === "connected") return Promise.resolve();
    return new Promise((resolve) => this.#connectedCallbacks.push(resolve));
  }

  #connectionChanged() {
    const state = this.connection.connectionState;
    if (state === "connected") for (const resolve of this.#connectedCallbacks.splice(0)) resolve();
    if (state === "failed") this.options.onLost();
  }

  /** @param {Promise<void>} promise @returns {Promise<void>} */
  async #inTime(promise) {
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let timer;
    const late = new Promise((_, reject) => {
      timer = setTimeout(() => reject(new Error("no answer in time")), CONNECT_TIMEOUT_MS);
    });
    try {
      await Promise.race([promise, this.#ended, late]);
    } finally {
      clearTimeout(timer);
    }
  }
}
