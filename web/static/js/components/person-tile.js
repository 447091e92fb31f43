// One person: picture or initials, name, whether the microphone is open, a ring while speaking.
import { initials, t } from "../text.js";
import { el, icon, pictureElement, setIcon, setText, showTrack } from "./dom.js";

/**
 * @typedef {object} TileState
 * @property {string} name as shown
 * @property {string} initialsOf
 * @property {boolean} microphone
 * @property {boolean} speaking
 * @property {MediaStreamTrack | null} picture
 * @property {boolean} [mirrored] one sees oneself as in a mirror
 */

export class PersonTile {
  #letters = el("span", { "aria-hidden": "true" });
  /** @type {HTMLVideoElement | null} */ #video = null;
  #frame = el("div", { class: "vig" }, this.#letters);
  #badgeIcon = icon("micx");
  #badgeWords = el("span", { class: "vh" });
  #name = el("span", { class: "nom" });
  element = el("figure", { class: "pers" }, this.#frame,
    el("span", { class: "mi" }, this.#badgeIcon, this.#badgeWords), el("figcaption", {}, this.#name));

  /** @param {TileState} state */
  update(state) {
    setText(this.#name, state.name);
    setText(this.#letters, initials(state.initialsOf));
    setIcon(this.#badgeIcon, state.microphone ? "mic" : "micx");
    setText(this.#badgeWords, t(state.speaking ? "live.speaks" : state.microphone ? "live.mic.on" : "live.mic.off"));
    this.element.classList.toggle("parle", state.speaking);
    this.#show(state.picture, state.mirrored ?? false);
  }

  /** @param {MediaStreamTrack | null} picture @param {boolean} mirrored */
  #show(picture, mirrored) {
    if (!picture) {
      this.#video?.remove();
      this.#video = null;
      return;
    }
    this.#video ??= pictureElement({ "aria-hidden": "true" });
    this.#video.classList.toggle("miroir", mirrored);
    if (!this.#video.isConnected) this.#frame.append(this.#video);
    showTrack(this.#video, picture);
  }
}
