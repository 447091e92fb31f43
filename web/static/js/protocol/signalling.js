// The WebSocket to the server: joins, notices when the line is dead, and joins again by itself.
import { reconnectDelayMs } from "./backoff.js";

/** @typedef {import("./messages").ServerMessage} ServerMessage */
/** @typedef {import("./messages").ClientMessage} ClientMessage */
/** @typedef {Extract<ClientMessage, {type: "join"}>} Join */

export const SUBPROTOCOL = "passerelle.v1";
const OPEN_TIMEOUT_MS = 5000;
const PING_EVERY_MS = 2000;
const PONG_TIMEOUT_MS = 5000;
/** After one of these the server does not expect us back. @type {ReadonlySet<string>} */
const LAST_WORDS = new Set(["refused", "removed", "ended"]);

/**
 * @typedef {object} SignallingOptions
 * @property {string} url
 * @property {Join} join what to say first; `resume` is added on the way back
 * @property {(message: ServerMessage) => void} onMessage
 * @property {string} [resume] brings back to the place held before the page was loaded again
 * @property {() => void} onCut the line broke; it is already being mended
 * @property {(url: string, protocol: string) => WebSocket} [openSocket]
 */

export class Signalling {
  /** @type {WebSocket | null} */ #socket = null;
  /** @type {string | undefined} */ #resume;
  #attempt = 0;
  #stopped = false;
  /** When the ping not yet answered was sent. @type {number | null} */ #pingSent = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #retryTimer;
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #openTimer;
  /** @type {ReturnType<typeof setInterval> | undefined} */ #pingTimer;

  /** @param {SignallingOptions} options */
  constructor(options) {
    this.options = options;
    this.#resume = options.resume;
  }

  connect() {
    this.#drop();
    if (this.#stopped) return;
    const open = this.options.openSocket ?? ((url, protocol) => new WebSocket(url, protocol));
    const socket = open(this.options.url, SUBPROTOCOL);
    this.#socket = socket;
    this.#openTimer = setTimeout(() => this.#lost(socket), OPEN_TIMEOUT_MS);
    socket.onopen = () => {
      clearTimeout(this.#openTimer);
      const join = this.options.join;
      this.send(this.#resume ? { ...join, resume: this.#resume } : join);
      this.#pingTimer = setInterval(() => this.#ping(socket), PING_EVERY_MS);
    };
    socket.onmessage = (event) => this.#receive(socket, String(event.data));
    socket.onclose = () => this.#lost(socket);
  }

  /** Says it now, or not at all: what a cut swallowed is said anew after the next welcome.
   * @param {ClientMessage} message */
  send(message) {
    if (this.#socket?.readyState === 1) this.#socket.send(JSON.stringify(message));
  }

  /** The network came back, or media died under a living socket: start over at once. */
  reconnect() {
    if (this.#stopped) return;
    this.#attempt = 0;
    this.options.onCut();
    this.connect();
  }

  stop() {
    this.#stopped = true;
    this.#drop();
  }

  /** @param {WebSocket} socket @param {string} text */
  #receive(socket, text) {
    if (socket !== this.#socket) return;
    this.#pingSent = null;
    /** @type {ServerMessage} */
    const message = JSON.parse(text);
    if (message.type === "pong") return;
    if (message.type === "welcome" || message.type === "waiting") {
      this.#resume = message.resume;
      this.#attempt = 0;
    }
    if (LAST_WORDS.has(message.type)) this.stop();
    this.options.onMessage(message);
  }

  /** @param {WebSocket} socket */
  #ping(socket) {
    const now = Date.now();
    if (this.#pingSent === null) {
      this.#pingSent = now;
      this.send({ type: "ping" });
    } else if (now - this.#pingSent >= PONG_TIMEOUT_MS) {
      this.#lost(socket);
    }
  }

  /** @param {WebSocket} socket */
  #lost(socket) {
    if (socket !== this.#socket || this.#stopped) return;
    this.#drop();
    this.options.onCut();
    this.#retryTimer = setTimeout(() => this.connect(), reconnectDelayMs(this.#attempt++));
  }

  #drop() {
    clearTimeout(this.#retryTimer);
    clearTimeout(this.#openTimer);
    clearInterval(this.#pingTimer);
    this.#pingSent = null;
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
  }
}
