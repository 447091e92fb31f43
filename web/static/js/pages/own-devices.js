// One's own microphone and camera together: whether one is heard and seen, and what stands in the way.
import { CommandButton } from "../components/command-button.js";
import { byId, setText } from "../components/dom.js";
import { closeAction } from "../components/phrase.js";
import { t } from "../text.js";
import { DeviceControl } from "./device-control.js";
import { OwnVoice } from "./own-voice.js";

/** @typedef {import("../protocol/messages").Source} Source */
/** @typedef {import("../protocol/capture.js").CaptureWish} CaptureWish */
/** @typedef {import("../components/phrase.js").PhraseBoard} PhraseBoard */

/**
 * @typedef {object} OwnDevicesOptions
 * @property {PhraseBoard} board
 * @property {() => string} tel the centre's telephone number
 * @property {() => CaptureWish} sound how the activity wants a microphone to be
 * @property {(source: Source, track: MediaStreamTrack | null) => Promise<void>} publish
 * @property {() => void} onChange
 */

export class OwnDevices {
  #voice;
  microphone;
  camera;

  /** @param {OwnDevicesOptions} options */
  constructor(options) {
    this.options = options;
    this.#voice = new OwnVoice(byId("gauge"), options.board, () => this.#chooseMicrophone());
    this.microphone = this.#device("microphone");
    this.camera = this.#device("camera");
  }

  /** @param {Source} source */
  #device(source) {
    const { board, tel, publish, sound } = this.options;
    return new DeviceControl({
      source, board, tel,
      button: /** @type {CommandButton} */ (byId(source)),
      wish: source === "microphone" ? sound : undefined,
      publish: (track) => publish(source, track),
      onChange: () => this.#changed(source),
    });
  }

  /** Gives the devices back. */
  off() {
    this.microphone.off();
    this.camera.off();
  }

  /** A device in the room has neither microphone nor camera. @param {boolean} companion */
  set companion(companion) {
    if (companion) this.off();
    for (const id of ["microphone", "camera", "state"]) byId(id).hidden = companion;
  }

  /** Somebody who leads, or the server that heard it howl, switched the microphone off.
   * @param {string | null} by @param {string} [reason] */
  muted(by, reason) {
    const { board } = this.options;
    this.microphone.off();
    void this.options.publish("microphone", null);
    const sentence = reason === "howling" ? t("mic.howling") : t("mic.cut.host", { name: by || t("host.default") });
    board.show("muted", { icon: "micx", tone: "warning", sentence, actions: [closeAction(board, "muted")] });
  }

  /** @returns {Pick<import("../protocol/messages").DeviceStatus, "microphone" | "camera">} */
  get status() {
    const { microphone, camera } = this;
    const heard = microphone.problem === "refused" || microphone.problem === "none" ? microphone.problem
      : microphone.track?.muted ? "muted_by_system" : this.#voice.silent ? "silent" : "ok";
    const seen = camera.problem === "refused" || camera.problem === "none" || camera.problem === "busy" ? camera.problem : "ok";
    return { microphone: heard, camera: seen };
  }

  async #chooseMicrophone() {
    const { chooseMicrophone } = await import("./microphone-choice.js");
    await chooseMicrophone(this.options.board, (deviceId) => void this.microphone.change(deviceId));
  }

  /** Whether one is heard and seen, in words. */
  describe() {
    const { microphone, camera } = this;
    const opening = microphone.state === "opening" ? "mic.opening" : camera.state === "opening" ? "cam.opening" : null;
    const settled = microphone.on ? (camera.on ? "both" : "on") : camera.on ? "cam" : "off";
    setText(byId("state-sentence"), t(opening ?? `mic.state.${settled}`));
    byId("state-icon").toggleAttribute("hidden", microphone.on);
  }

  /** @param {Source} source */
  #changed(source) {
    const { microphone } = this;
    this.describe();
    if (source === "microphone") this.#voice.follow(microphone.on ? microphone.track : null);
    if (microphone.on) this.options.board.clear("muted");
    this.options.onChange();
  }
}
