// The large picture. A new camera replaces the old one at its first frame, never before; when the
// line is cut, the last picture stays, dimmed.
import { t } from "../text.js";
import { el, icon, pictureElement, setIcon, setText, showTrack } from "./dom.js";

const COMING_AFTER_MS = 2000;

/** "cut": our line is broken; "away": this camera is. @typedef {"coming" | "none" | "cut" | "away" | null} StageNotice */

export class VideoStage extends HTMLElement {
  #visible = pictureElement({ class: "visible" });
  #spare = pictureElement();
  #still = el("canvas", { hidden: true });
  #eye = icon("oeil");
  #caption = el("span");
  #legend = el("span", { class: "legende", hidden: true }, this.#eye, this.#caption);
  #over = el("div", { class: "sur", hidden: true });
  /** @type {(() => void) | null} */ #forget = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #comingTimer;
  #hasPicture = false;
  /** @type {StageNotice} */ #notice = null;

  connectedCallback() {
    if (!this.#over.isConnected) this.append(this.#visible, this.#spare, this.#still, this.#over, this.#legend);
  }

  /**
   * Shows this camera as soon as its first frame is there; fires "picture" then.
   * @param {{id: string, label: string}} camera @param {MediaStreamTrack} track
   */
  show(camera, track) {
    if (this.dataset.wanted === `${camera.id} ${track.id}`) return;
    this.dataset.wanted = `${camera.id} ${track.id}`;
    this.#forget?.();
    const video = this.#spare;
    showTrack(video, track);
    this.#forget = onFirstFrame(video, () => {
      this.#forget = null;
      this.#swap();
      this.caption = camera.label;
      this.dispatchEvent(new CustomEvent("picture", { detail: camera.id }));
    });
    this.#comingSoon();
  }

  /** @param {string} label */
  set caption(label) {
    setText(this.#caption, label);
    this.#legend.hidden = !label;
  }

  /** @param {boolean} speaking whether the room is heard now */
  set speaking(speaking) {
    setIcon(this.#eye, speaking ? "son" : "oeil");
  }

  /** Keeps the last picture, dimmed, until the next first frame.
   * @param {"cut" | "away"} why */
  freeze(why) {
    delete this.dataset.wanted;
    this.#forget?.();
    this.#forget = null;
    if (this.#visible.videoWidth) {
      this.#still.width = this.#visible.videoWidth;
      this.#still.height = this.#visible.videoHeight;
      this.#still.getContext("2d")?.drawImage(this.#visible, 0, 0);
      this.#still.hidden = false;
    }
    this.notice = why;
  }

  /** No camera is left. */
  clear() {
    delete this.dataset.wanted;
    this.#forget?.();
    this.#forget = null;
    this.#hasPicture = false;
    showTrack(this.#visible, null);
    this.#still.hidden = true;
    this.caption = "";
    this.notice = "none";
  }

  /** @param {StageNotice} notice */
  set notice(notice) {
    clearTimeout(this.#comingTimer);
    this.classList.toggle("terne", notice === "cut" || notice === "away");
    this.#over.classList.toggle("attend", notice === "none" || notice === "coming");
    this.#over.hidden = notice === null;
    if (notice === this.#notice) return;
    this.#notice = notice;
    this.#over.replaceChildren(...this.#words(notice));
  }

  /** @param {StageNotice} notice @returns {(Node | string)[]} */
  #words(notice) {
    const [bridge, broken] = this.querySelectorAll("template");
    if (notice === null) return [];
    if (notice === "cut") return [broken.content.cloneNode(true), el("b", {}, t("net.cut.title")), el("span", {}, t("net.cut.stay"))];
    if (notice === "away") return [broken.content.cloneNode(true), el("b", {}, t("live.away.title")), el("span", {}, t("live.away.stay"))];
    return [bridge.content.cloneNode(true), el("span", {}, t(`live.${notice}`))];
  }

  #comingSoon() {
    clearTimeout(this.#comingTimer);
    if (this.#hasPicture) return;
    if (this.#notice === "none") this.notice = null;
    this.#comingTimer = setTimeout(() => (this.notice = "coming"), COMING_AFTER_MS);
  }

  #swap() {
    [this.#visible, this.#spare] = [this.#spare, this.#visible];
    this.#visible.classList.add("visible");
    this.#spare.classList.remove("visible");
    showTrack(this.#spare, null);
    this.#still.hidden = true;
    this.#hasPicture = true;
    this.notice = null;
  }
}
customElements.define("video-stage", VideoStage);

/**
 * @param {HTMLVideoElement} video @param {() => void} callback
 * @returns {() => void} cancels
 */
function onFirstFrame(video, callback) {
  if ("requestVideoFrameCallback" in video) {
    const handle = video.requestVideoFrameCallback(callback);
    return () => video.cancelVideoFrameCallback(handle);
  }
  const element = /** @type {HTMLVideoElement} */ (video);
  element.addEventListener("loadeddata", callback, { once: true });
  return () => element.removeEventListener("loadeddata", callback);
}
