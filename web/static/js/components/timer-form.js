// A time for everybody. Fires "start" ({seconds, label}).
import { t, tn } from "../text.js";
import { el } from "./dom.js";

const READY_MIN = [1, 3, 5, 10, 15, 20];

export class TimerForm extends HTMLElement {
  #label = el("input", { class: "saisie", id: "timer-label", maxlength: "60", autocomplete: "off" });

  connectedCallback() {
    if (this.childElementCount) return;
    const buttons = READY_MIN.map((minutes) => {
      const button = el("button", { type: "button", class: "bt bt-petit" }, tn("timer.minutes", minutes));
      button.onclick = () => this.#start(minutes);
      return button;
    });
    this.append(
      el("div", { class: "champ" }, el("label", { for: "timer-label" }, t("timer.label")), this.#label),
      el("div", { class: "minutes", role: "group", "aria-label": t("timer.how.long") }, ...buttons));
  }

  /** @override */
  focus() {
    this.querySelector("button")?.focus();
  }

  /** @param {number} minutes */
  #start(minutes) {
    const label = this.#label.value.trim();
    this.#label.value = "";
    this.dispatchEvent(new CustomEvent("start", { detail: { seconds: minutes * 60, ...(label ? { label } : {}) } }));
  }
}
customElements.define("timer-form", TimerForm);
