// The documents of a session, to show to everybody or to put away. Fires "show" (an id, or null).
import { t } from "../text.js";
import { el, icon } from "./dom.js";

/** @typedef {import("../protocol/messages").Resource} Resource */

const ICONS = { page: "livre", image: "oeil", pdf: "livre", text: "livre", link: "d" };

export class ResourcePicker extends HTMLElement {
  #drawn = "";

  /** @param {Resource[]} resources @param {string | null} shown */
  update(resources, shown) {
    const drawn = JSON.stringify([resources, shown]);
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    const focused = this.contains(document.activeElement) ? document.activeElement?.id : null;
    this.replaceChildren(...resources.map((resource) => this.#button(resource, resource.id === shown)),
      ...(resources.length ? [] : [el("p", { class: "doux" }, t("resource.none"))]));
    if (focused) document.getElementById(focused)?.focus();
  }

  /** @override */
  focus() {
    this.querySelector("button")?.focus();
  }

  /** @param {Resource} resource @param {boolean} on */
  #button(resource, on) {
    const words = el("span", {}, t(on ? "resource.hide" : "resource.show", { title: resource.title }));
    const button = el("button", { type: "button", class: on ? "bt bt-petit allume" : "bt bt-petit", id: `resource-${resource.id}` }, icon(ICONS[resource.kind] ?? "livre"), words);
    button.onclick = () => this.dispatchEvent(new CustomEvent("show", { detail: on ? null : resource.id }));
    return button;
  }
}
customElements.define("resource-picker", ResourcePicker);
