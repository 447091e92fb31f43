// The time left, for everybody. With the attribute "lead" it can be stopped: fires "stop".
import { clockFace } from "../protocol/countdown.js";
import { addSentences, t } from "../text.js";
import { announce } from "./announcer.js";
import { chime } from "./chime.js";
import { el, icon, setText } from "./dom.js";

await addSentences("tools"); // On a home's page they come with the first of these.

/** @typedef {import("../protocol/messages").Timer} Timer */

const TICK_MS = 250;

export class SessionTimer extends HTMLElement {
  #label = el("span");
  #face = el("b", { class: "num", role: "timer" });
  /** @type {Timer | null} */ #known = null;
  #end = 0;
  #over = false;
  /** @type {ReturnType<typeof setInterval> | undefined} */ #ticking;

  connectedCallback() {
    if (this.childElementCount) return;
    this.hidden = true;
    this.append(icon("heure"), this.#label, this.#face);
    if (!this.hasAttribute("lead")) return;
    const stop = el("button", { type: "button", class: "bt bt-petit" }, t("timer.stop"));
    stop.onclick = () => this.dispatchEvent(new CustomEvent("stop"));
    this.append(stop);
  }

  disconnectedCallback() {
    clearInterval(this.#ticking);
  }

  /** The same object again changes nothing: its `left_s` was true when it came.
   * @param {Timer | null} timer */
  update(timer) {
    if (timer === this.#known) return;
    this.#known = timer;
    clearInterval(this.#ticking);
    this.hidden = !timer || timer.left_s <= 0;
    if (!timer || this.hidden) return;
    this.#end = performance.now() / 1000 + timer.left_s;
    this.#over = false;
    this.classList.remove("fini");
    setText(this.#label, timer.label || t("timer.left"));
    this.#tick();
    this.#ticking = setInterval(() => this.#tick(), TICK_MS);
  }

  #tick() {
    const left = this.#end - performance.now() / 1000;
    setText(this.#face, clockFace(left));
    this.classList.toggle("fini", left <= 0);
    if (left > 0 || this.#over) return;
    this.#over = true;
    clearInterval(this.#ticking);
    setText(this.#label, t("timer.over"));
    announce(t("timer.over"));
    chime();
  }
}
customElements.define("session-timer", SessionTimer);
