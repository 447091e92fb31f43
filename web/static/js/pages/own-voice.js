// One's own microphone: the gauge that shows the voice, the sentence when it hears nothing.
import { MicGauge } from "../components/mic-gauge.js";
import { meterLevel, SILENCE_DB } from "../protocol/level.js";
import { t } from "../text.js";

/** @typedef {import("../components/phrase.js").PhraseBoard} PhraseBoard */

const SILENT_AFTER_MS = 10_000;

export class OwnVoice {
  #gauge;
  /** @type {(() => void) | null} */ #stop = null;
  #silent = false;
  #heardAt = 0;

  /** @param {HTMLElement} gauge @param {PhraseBoard} board
   * @param {() => void} [onOther] another microphone is wanted */
  constructor(gauge, board, onOther) {
    this.onOther = onOther;
    this.#gauge = /** @type {MicGauge} */ (gauge);
    this.board = board;
  }

  /** Whether the microphone has heard nothing for a while. */
  get silent() {
    return this.#silent;
  }

  /** @param {MediaStreamTrack | null} track */
  follow(track) {
    this.#stop?.();
    this.#stop = null;
    this.#gauge.hidden = !track;
    this.#setSilent(false);
    this.#heardAt = performance.now();
    if (track) this.#stop = meterLevel(track, (level_db) => this.#level(level_db));
  }

  /** @param {number} level_db */
  #level(level_db) {
    this.#gauge.level = level_db;
    const now = performance.now();
    if (level_db > SILENCE_DB) this.#heardAt = now;
    this.#setSilent(now - this.#heardAt > SILENT_AFTER_MS);
  }

  /** @param {boolean} silent */
  #setSilent(silent) {
    if (silent === this.#silent) return;
    this.#silent = silent;
    const other = this.onOther && { label: t("mic.other"), icon: "mic", do: this.onOther };
    if (silent) this.board.show("silent", { icon: "micx", tone: "warning", sentence: t("mic.silent"), actions: other ? [other] : [] });
    else this.board.clear("silent");
  }
}
