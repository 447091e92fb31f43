// The room as home sees it: the stage and the choice of camera, kept together.
import { chooseCamera } from "../protocol/watch.js";

/** @typedef {import("../protocol/room-client.js").RoomClient} RoomClient */
/** @typedef {import("../protocol/messages").Camera} Camera */
/** @typedef {import("./camera-switcher.js").CameraSwitcher} CameraSwitcher */
/** @typedef {import("./video-stage.js").VideoStage} VideoStage */

export class RoomPicture {
  /** @type {Camera | null} */ #chosen = null;
  /** The camera whose picture is on the screen. @type {string | null} */ #shown = null;
  #stage;
  #switcher;

  /**
   * @param {HTMLElement} stage
   * @param {HTMLElement | null} switcher
   * @param {() => void} onChange another camera is chosen, or its picture has come
   */
  constructor(stage, switcher, onChange) {
    this.#stage = /** @type {VideoStage} */ (stage);
    this.#switcher = /** @type {CameraSwitcher | null} */ (switcher);
    /** @type {RoomClient | null} */ this.client = null;
    this.#stage.addEventListener("picture", (event) => {
      this.#shown = /** @type {CustomEvent} */ (event).detail;
      document.documentElement.dataset.picture = this.client?.roster.cameras.get(this.#shown ?? "")?.role ?? "";
      onChange();
    });
    this.#switcher?.addEventListener("choose", (event) => {
      this.choose(/** @type {CustomEvent} */ (event).detail);
      onChange();
    });
  }

  /** @param {string} id of a camera */
  choose(id) {
    this.#chosen = this.client?.roster.cameras.get(id) ?? this.#chosen;
  }

  /** Cameras to ask for: the chosen one, and the one still shown until the chosen one is there. */
  get watched() {
    return [this.#chosen?.id ?? null, this.#shown];
  }

  /** @param {RoomClient} client @param {(camera: Camera) => string} [caption] */
  update(client, caption = (camera) => camera.label) {
    this.client = client;
    const cameras = client.roster.orderedCameras();
    this.#chosen = chooseCamera(cameras, this.#chosen);
    this.#switcher?.update(cameras, this.#chosen?.id ?? null);
    this.#stage.speaking = client.roster.roomSpeaks();
    if (client.state !== "live") return;
    const camera = this.#chosen;
    if (!camera) return this.clear();
    if (!camera.live && this.#shown === camera.id) return this.freeze("away");
    const track = client.tracks.find((known) => known.camera === camera.id);
    if (track) this.#stage.show({ id: camera.id, label: caption(camera) }, track.media);
    if (this.#shown !== null && !client.roster.cameras.has(this.#shown)) this.#shown = null;
  }

  /** The last picture stays, dimmed.
   * @param {"cut" | "away"} why */
  freeze(why) {
    this.#stage.freeze(why);
    this.#shown = null;
  }

  clear() {
    this.#stage.clear();
    this.#shown = null;
  }
}
