// One device of this person, microphone or camera: its button, its state, and the sentence when the
// browser or the machine says no. Picture and sound of the room never depend on it.
import { closeAction } from "../components/phrase.js";
import { capture, CaptureError, willAsk } from "../protocol/capture.js";
import { t } from "../text.js";

/** @typedef {import("../protocol/messages").Source} Source */
/** @typedef {import("../components/phrase.js").PhraseBoard} PhraseBoard */
/** @typedef {import("../components/command-button.js").CommandButton} CommandButton */
/** One sentence at a time about one's devices, the latest: the picture stays the largest thing. */
const SUBJECT = "device";

/** @typedef {"off" | "asking" | "opening" | "on"} DeviceState */
/** @typedef {import("../protocol/capture.js").CaptureProblem | "lost" | "failed"} DeviceProblem */

/**
 * @typedef {object} DeviceControlOptions
 * @property {Source} source
 * @property {CommandButton} button
 * @property {PhraseBoard} board
 * @property {() => string} tel the centre's telephone number
 * @property {() => import("../protocol/capture.js").CaptureWish} [wish]
 * @property {(track: MediaStreamTrack | null) => Promise<void>} publish
 * @property {() => void} onChange
 */

export class DeviceControl {
  /** @type {MediaStreamTrack | null} */ track = null;
  /** @type {DeviceState} */ state = "off";
  /** Why it was not given the last time. @type {DeviceProblem | null} */ problem = null;
  /** The one that the person chose. @type {string | undefined} */ #deviceId;
  #prefix;
  #granted = false;
  /** What the browser is about to ask, while it is shown. @type {HTMLElement | null} */ #question = null;

  /** @param {DeviceControlOptions} options */
  constructor(options) {
    this.options = options;
    this.#prefix = options.source === "microphone" ? "mic" : "cam";
    options.button.onclick = () => this.#press();
    document.documentElement.dataset[options.source] = this.state;
  }

  get on() {
    return this.state === "on";
  }

  /** Gives the device back: its light goes out. */
  off() {
    if (this.state === "off") return;
    this.track?.stop();
    this.track = null;
    this.#set("off");
  }

  /** Another device of the same kind, in place of the one in use. @param {string} deviceId */
  async change(deviceId) {
    this.#deviceId = deviceId;
    this.off();
    await this.#open();
  }

  async #press() {
    const { board, source } = this.options;
    if (this.state === "opening") return;
    const asking = this.#question?.isConnected;
    board.clear(SUBJECT);
    if (asking) return this.#set("off");
    if (this.state === "on") {
      this.off();
      await this.options.publish(null);
    } else if (!this.#granted && (await willAsk(source))) {
      this.#ask();
    } else {
      await this.#open();
    }
  }

  /** Says what the browser is about to ask, before it does. */
  #ask() {
    const { board, button } = this.options;
    const close = () => {
      board.clear(SUBJECT);
      this.#set("off");
      button.focus();
    };
    this.#set("asking");
    const question = board.show(SUBJECT, {
      icon: this.#prefix,
      tone: "info",
      title: t(`perm.${this.#prefix}.title`),
      sentence: t(`perm.${this.#prefix}.before`),
      actions: [
        { label: t("perm.before.yes"), icon: this.#prefix, main: true, do: () => void this.#open() },
        { label: t("perm.before.no"), do: close },
      ],
    });
    this.#question = question;
    question.onkeydown = (event) => {
      if (event.key === "Escape") close();
    };
    question.querySelector("h2")?.focus();
  }

  async #open() {
    const { board, source, publish, button } = this.options;
    board.clear(SUBJECT);
    this.#set("opening");
    button.focus();
    try {
      const track = await capture(source, { ...this.options.wish?.(), deviceId: this.#deviceId });
      this.#granted = true;
      this.problem = null;
      this.track = track;
      this.#follow(track);
      await publish(track);
      if (this.track === track) this.#set("on");
    } catch (error) {
      if (this.state !== "opening") return; // Given back in the meantime.
      this.off();
      this.#explain(error instanceof CaptureError ? error.problem : "failed");
    }
  }

  /** @param {MediaStreamTrack} track */
  #follow(track) {
    track.onended = () => {
      this.off();
      void this.options.publish(null);
      this.#explain("lost");
    };
    if (this.options.source !== "microphone") return;
    track.onmute = () => this.options.board.show("system", {
      icon: "micx", tone: "problem", sentence: t("mic.system", { tel: this.options.tel() }),
    });
    track.onunmute = () => this.options.board.clear("system");
  }

  /** @param {DeviceProblem} problem */
  #explain(problem) {
    const { board, tel } = this.options;
    this.problem = problem;
    const prefix = this.#prefix;
    const shared = problem === "unsafe" || problem === "failed";
    const again = { label: t("device.again"), icon: "refaire", do: () => void this.#open() };
    board.show(SUBJECT, {
      icon: `${prefix}x`,
      tone: "warning",
      sentence: t(`${shared ? "device" : prefix}.${problem}`, { tel: tel() }),
      how: problem === "refused" ? { label: t(`${prefix}.how`), sentence: t(`${prefix}.refused.how`) } : undefined,
      actions: problem === "none" || problem === "unsafe" || problem === "refused" ? [closeAction(board, SUBJECT)] : [again],
    });
  }

  /** @param {DeviceState} state */
  #set(state) {
    this.state = state;
    this.options.button.on = state === "on";
    this.options.button.busy = state === "opening";
    document.documentElement.dataset[this.options.source] = state;
    if (state === "off") this.options.board.clear("system");
    this.options.onChange();
  }
}
