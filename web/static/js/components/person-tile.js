// One person: picture or initials, name, whether the microphone is open, a ring while speaking, a
// raised hand, what they say without speaking.
import { initials, t } from "../text.js";
import { el, icon, pictureElement, setIcon, setText, showTrack } from "./dom.js";
import { HandBadge } from "./hand-badge.js";
import { REACTION_ICONS } from "./reaction-icons.js";

/**
 * @typedef {object} TileState
 * @property {string} name as shown
 * @property {string} initialsOf
 * @property {boolean} microphone
 * @property {boolean} speaking
 * @property {MediaStreamTrack | null} picture
 * @property {boolean} [mirrored] one sees oneself as in a mirror
 * @property {number} [hand] place of their raised hand, from 1
 * @property {import("../protocol/messages").ReactionKind} [reaction]
 * @property {string} [note] what else is to be known of them
 */

export class PersonTile {
  #letters = el("span", { "aria-hidden": "true" });
  /** @type {HTMLVideoElement | null} */ #video = null;
  #frame = el("div", { class: "vig" }, this.#letters);
  #badgeIcon = icon("micx");
  #badgeWords = el("span", { class: "vh" });
  #name = el("span", { class: "nom" });
  #note = el("small");
  #hand = new HandBadge();
  #reactionIcon = icon("etoile");
  #reactionWords = el("span", { class: "vh" });
  #reaction = el("span", { class: "reaction" }, this.#reactionIcon, this.#reactionWords);
  element = el("figure", { class: "pers" }, this.#frame,
    el("span", { class: "mi" }, this.#badgeIcon, this.#badgeWords), this.#hand, this.#reaction, el("figcaption", {}, this.#name, this.#note));

  /** @param {TileState} state */
  update(state) {
    setText(this.#name, state.name);
    setText(this.#letters, initials(state.initialsOf));
    setIcon(this.#badgeIcon, state.microphone ? "mic" : "micx");
    setText(this.#badgeWords, t(state.speaking ? "live.speaks" : state.microphone ? "live.mic.on" : "live.mic.off"));
    this.element.classList.toggle("parle", state.speaking);
    this.element.classList.toggle("main", Boolean(state.hand));
    this.#hand.place = state.hand;
    setText(this.#note, state.note ?? "");
    this.#reaction.hidden = !state.reaction;
    if (state.reaction) setIcon(this.#reactionIcon, REACTION_ICONS[state.reaction]);
    setText(this.#reactionWords, state.reaction ? t(`react.${state.reaction}`) : "");
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
