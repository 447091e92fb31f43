// A large button whose label says what pressing it will do: off="Ouvrir mon micro", on="Couper…".
import { t } from "../text.js";
import { el, icon, setIcon, setText } from "./dom.js";

export class CommandButton extends HTMLElement {
  #icon = icon("x");
  #label = el("span");
  #button = el("button", { class: "cmd", type: "button" }, this.#icon, this.#label);

  connectedCallback() {
    this.append(this.#button);
    this.on = false;
  }

  /** @param {boolean} on whether the device is on now */
  set on(on) {
    const name = this.getAttribute("icon") ?? "";
    setIcon(this.#icon, on ? (this.getAttribute("icon-on") ?? `${name}x`) : name);
    setText(this.#label, t(this.getAttribute(on ? "on" : "off") ?? ""));
    this.#button.classList.toggle("actif", on);
  }

  /** @param {boolean} busy */
  set busy(busy) {
    this.#button.setAttribute("aria-busy", String(busy));
  }

  /** @override */
  focus() {
    this.#button.focus();
  }
}
customElements.define("command-button", CommandButton);
