// Nine posts of a bridge that fill with the voice. Words beside it carry the state.
import { filledPosts } from "../protocol/level.js";
import { el } from "./dom.js";

const POSTS = 9;

export class MicGauge extends HTMLElement {
  connectedCallback() {
    this.setAttribute("aria-hidden", "true");
    if (!this.childElementCount) this.append(...Array.from({ length: POSTS }, () => el("i")));
  }

  /** Fills from the middle of the bridge outwards. @param {number} level_db dB relative to full scale */
  set level(level_db) {
    const filled = filledPosts(level_db, POSTS);
    const first = Math.floor((POSTS - filled) / 2);
    for (let i = 0; i < this.children.length; i++) {
      this.children[i].classList.toggle("p", i >= first && i < first + filled);
    }
  }
}
customElements.define("mic-gauge", MicGauge);
