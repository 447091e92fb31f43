// Sending a file in pieces that follow on one another, however often the line breaks: a client of
// tus 1.0.0 (tus.io, resumable upload: core, creation, checksum, termination).
import { reconnectDelayMs } from "./backoff.js";

const VERSION = "1.0.0";
const CONTENT_TYPE = "application/offset+octet-stream";
/** Small for a weak line, so that little is sent twice; each should take about this long. */
const PIECE_MIN_BYTES = 128 * 1024;
const PIECE_FIRST_BYTES = 512 * 1024;
const PIECE_MAX_BYTES = 8 * 1024 * 1024;
const PIECE_WANTED_MS = 3000;
/** A line that carries nothing for so long is given up, and tried again. */
const PIECE_LIMIT_MS = 90_000;
const ANSWER_LIMIT_MS = 30_000;

/**
 * What is needed of the world.
 * @typedef {object} Tools
 * @property {typeof fetch} fetch
 * @property {() => number} now milliseconds
 * @property {(ms: number) => Promise<void>} wait
 * @property {((data: ArrayBuffer) => Promise<ArrayBuffer>) | null} digest SHA-256; null: this browser has none here
 * @property {Record<string, string>} headers of every request
 */

/** `refused` has the server's reason, `unreadable` is a file that can no longer be read.
 * @typedef {{state: "sent" | "stopped" | "unreadable" | "signed_out"} | {state: "refused", reason: string}} Outcome */

/** Bytes that the server has for good, and their digest. @typedef {{from: number, to: number, sha256: string}} Proof */

/** A line that broke, a server that is not there: worth another try. */
class Unanswered extends Error {}

/** @param {ArrayBuffer} data */
export function hexOf(data) {
  return Array.from(new Uint8Array(data), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** @param {ArrayBuffer} data */
function base64Of(data) {
  return btoa(String.fromCharCode(...new Uint8Array(data)));
}

/** `Upload-Metadata`. @param {Record<string, string | null>} metadata values that are null are left out */
export function writeMetadata(metadata) {
  return Object.entries(metadata)
    .filter(([, value]) => value !== null)
    .map(([key, value]) => `${key} ${base64Of(new TextEncoder().encode(String(value)).buffer)}`)
    .join(",");
}

/** The next piece is as large as the line can carry in the time wanted.
 * @param {number} bytes of the last one @param {number} took_ms */
export function nextPieceBytes(bytes, took_ms) {
  const wanted = (bytes * PIECE_WANTED_MS) / Math.max(took_ms, 1);
  return Math.round(Math.min(PIECE_MAX_BYTES, Math.max(PIECE_MIN_BYTES, Math.min(wanted, bytes * 2))));
}

/**
 * The address of a new upload.
 * @param {string} path where uploads are made @param {number} length bytes
 * @param {Record<string, string | null>} metadata @param {Tools} tools
 * @returns {Promise<{state: "created", address: string} | {state: "refused", reason: string} | {state: "signed_out"} | {state: "unanswered"}>}
 */
export async function createUpload(path, length, metadata, tools) {
  const headers = { ...tools.headers, "Tus-Resumable": VERSION, "Upload-Length": String(length), "Upload-Metadata": writeMetadata(metadata) };
  try {
    const response = await answered(tools, path, { method: "POST", headers }, ANSWER_LIMIT_MS);
    if (response.status === 201) return { state: "created", address: response.headers.get("Location") ?? "" };
    return response.status === 401 ? { state: "signed_out" } : { state: "refused", reason: await reasonOf(response) };
  } catch (error) {
    if (error instanceof Unanswered) return { state: "unanswered" };
    throw error;
  }
}

/** One upload that exists on the server. `run` once; `stop` keeps what is there, `terminate` nothing. */
export class TusUpload {
  #stopping = new AbortController();
  #pieceBytes = PIECE_FIRST_BYTES;
  #failures = 0;

  /**
   * @param {Blob} file @param {string} address @param {Tools} tools
   * @param {{onProgress?: (sent_bytes: number) => void, onProof?: (proof: Proof) => void, onWaiting?: (waiting: boolean) => void}} [told]
   */
  constructor(file, address, tools, told = {}) {
    this.file = file;
    this.address = address;
    this.tools = tools;
    this.told = told;
  }

  /** Sends what is missing. @returns {Promise<Outcome>} */
  async run() {
    /** Where the server is; null: it has to be asked. @type {number | null} */
    let offset = null;
    for (;;) {
      if (this.#stopping.signal.aborted) return { state: "stopped" };
      try {
        /** @type {number | null | Outcome} */
        const step = offset === null ? await this.#head() : await this.#send(offset);
        if (typeof step !== "number" && step !== null) return step;
        offset = step;
        if (offset === null) continue;
        this.told.onProgress?.(offset);
        if (offset === this.file.size) return { state: "sent" };
      } catch (error) {
        if (!(error instanceof Unanswered)) throw error;
        offset = null;
        await this.#backOff();
      }
    }
  }

  /** What was sent stays there. */
  stop() {
    this.#stopping.abort();
  }

  /** Nothing of it stays there. @returns {Promise<boolean>} whether the server said so */
  async terminate() {
    this.stop();
    const headers = { ...this.tools.headers, "Tus-Resumable": VERSION };
    const response = await this.tools.fetch(this.address, { method: "DELETE", headers }).catch(() => null);
    return response !== null && (response.ok || response.status === 404 || response.status === 410);
  }

  async #backOff() {
    this.#pieceBytes = Math.max(PIECE_MIN_BYTES, this.#pieceBytes / 2);
    this.told.onWaiting?.(true);
    const stopped = new Promise((resolve) => this.#stopping.signal.addEventListener("abort", resolve, { once: true }));
    await Promise.race([this.tools.wait(reconnectDelayMs(this.#failures++)), stopped]);
  }

  /** @returns {Promise<number | Outcome>} */
  async #head() {
    const headers = { ...this.tools.headers, "Tus-Resumable": VERSION };
    const response = await this.#ask({ method: "HEAD", headers }, ANSWER_LIMIT_MS);
    const offset = Number(response.headers.get("Upload-Offset") ?? NaN);
    if (response.ok && Number.isSafeInteger(offset)) return this.#reached(offset);
    if (response.status === 401) return { state: "signed_out" };
    return { state: "refused", reason: "gone" };
  }

  /** One piece. @param {number} offset @returns {Promise<number | null | Outcome>} null: ask where the server is */
  async #send(offset) {
    const piece = await this.file.slice(offset, offset + this.#pieceBytes).arrayBuffer().catch(() => null);
    if (!piece?.byteLength) return { state: "unreadable" };
    const sha256 = await this.tools.digest?.(piece);
    const headers = { ...this.tools.headers, "Tus-Resumable": VERSION, "Content-Type": CONTENT_TYPE, "Upload-Offset": String(offset), "Upload-Length": String(this.file.size), ...(sha256 ? { "Upload-Checksum": `sha256 ${base64Of(sha256)}` } : {}) };
    const begun_ms = this.tools.now();
    const response = await this.#ask({ method: "PATCH", headers, body: piece }, PIECE_LIMIT_MS);
    // The server is elsewhere, or the piece was damaged on the way: from where it is, once more.
    if (response.status === 409) return null;
    if (response.status === 460) throw new Unanswered();
    if (response.status === 401) return { state: "signed_out" };
    if (!response.ok) return { state: "refused", reason: await reasonOf(response) };
    this.#pieceBytes = nextPieceBytes(piece.byteLength, this.tools.now() - begun_ms);
    if (sha256) this.told.onProof?.({ from: offset, to: offset + piece.byteLength, sha256: hexOf(sha256) });
    return this.#reached(Number(response.headers.get("Upload-Offset")));
  }

  /** @param {number} offset */
  #reached(offset) {
    this.#failures = 0;
    this.told.onWaiting?.(false);
    return offset;
  }

  /** @param {RequestInit} init @param {number} limit_ms */
  #ask(init, limit_ms) {
    return answered(this.tools, this.address, init, limit_ms, this.#stopping.signal);
  }
}

/**
 * @param {Tools} tools @param {string} path @param {RequestInit} init @param {number} limit_ms
 * @param {AbortSignal} [stopping]
 */
async function answered(tools, path, init, limit_ms, stopping) {
  const given_up = new AbortController();
  const give_up = () => given_up.abort();
  stopping?.addEventListener("abort", give_up, { once: true });
  const timer = setTimeout(give_up, limit_ms);
  let response;
  try {
    response = await tools.fetch(path, { ...init, cache: "no-store", signal: given_up.signal });
  } catch {
    throw new Unanswered();
  } finally {
    clearTimeout(timer);
    stopping?.removeEventListener("abort", give_up);
  }
  // 507 is a disk that is full: that takes longer than we may wait.
  if (response.status >= 500 && response.status !== 507) throw new Unanswered();
  return response;
}

/** @param {Response} response */
async function reasonOf(response) {
  const body = await response.json().catch(() => ({}));
  return typeof body.reason === "string" ? body.reason : "unknown";
}
