// What can be shown large, by name, one press each: the room's cameras by role, a shared screen. Stills,
// not live thumbnails: a weak line carries one picture.
import { t } from "../text.js";
import { el, icon, setText } from "./dom.js";

/** `still`: false for what has none. @typedef {{id: string, role: string, label: string, still?: boolean}} Offered */
/** @typedef {{input: HTMLInputElement, label: HTMLElement, name: HTMLElement, frame: HTMLElement, still: boolean}} Choice */

const STILL_EVERY_MS = 5000;
const ROW_SCROLLS_FROM = 5;

export class CameraSwitcher extends HTMLElement {
  /** @type {Map<string, Choice>} */ #choices = new Map();
  #row = el("fieldset", { class: "cams" });
  /** @type {ReturnType<typeof setInterval> | undefined} */ #timer;
  /** Fetches the still of a camera, or nothing. @type {(id: string) => Promise<Blob | null>} */
  loadStill = async () => null;

  connectedCallback() {
    if (!this.#row.isConnected) {
      this.#row.append(el("legend", { class: "vh" }, this.getAttribute("label") ?? t("live.cameras")));
      this.append(this.#row);
    }
    this.#timer = setInterval(() => this.#refreshStills(), STILL_EVERY_MS);
  }

  disconnectedCallback() {
    clearInterval(this.#timer);
  }

  /** @param {Offered[]} cameras @param {string | null} chosen */
  update(cameras, chosen) {
    this.hidden = cameras.length < 2;
    this.#row.classList.toggle("rang", cameras.length >= ROW_SCROLLS_FROM);
    const ids = new Set(cameras.map((camera) => camera.id));
    for (const [id, choice] of this.#choices) if (!ids.has(id)) this.#remove(id, choice);
    cameras.forEach((camera, index) => {
      const choice = this.#choices.get(camera.id) ?? this.#add(camera);
      // The legend comes first. Moved only when out of place: moving takes the focus away.
      const there = this.#row.children[index + 1] ?? null;
      if (there !== choice.label) this.#row.insertBefore(choice.label, there);
      setText(choice.name, camera.label);
      choice.input.checked = camera.id === chosen;
    });
  }

  /** @param {Offered} camera */
  #add(camera) {
    const input = el("input", { type: "radio", name: "camera", value: camera.id, "data-role": camera.role });
    const frame = el("span", { class: "vig", "aria-hidden": "true" }, icon(camera.still === false ? "ecran" : "cam"));
    const name = el("b");
    const label = el("label", { class: "cam" }, input, el("span", {}, frame, name));
    // What is chosen already can be chosen again: to put it in front of everybody, or to keep it.
    input.onclick = () => this.dispatchEvent(new CustomEvent("choose", { detail: camera.id }));
    this.#row.append(label);
    const choice = { input, label, name, frame, still: camera.still !== false };
    this.#choices.set(camera.id, choice);
    void this.#refreshStill(camera.id, choice);
    return choice;
  }

  /** @param {string} id @param {Choice} choice */
  #remove(id, choice) {
    choice.label.remove();
    this.#choices.delete(id);
    showStill(choice.frame, null);
  }

  #refreshStills() {
    if (this.hidden || document.hidden) return;
    for (const [id, choice] of this.#choices) void this.#refreshStill(id, choice);
  }

  /** @param {string} id @param {Choice} choice */
  async #refreshStill(id, choice) {
    const still = choice.still ? await this.loadStill(id).catch(() => null) : null;
    if (still && this.#choices.get(id) === choice) showStill(choice.frame, still);
  }
}
customElements.define("camera-switcher", CameraSwitcher);

/** @param {HTMLElement} frame @param {Blob | null} still */
function showStill(frame, still) {
  const old = frame.querySelector("img");
  if (old) URL.revokeObjectURL(old.src);
  if (still) frame.replaceChildren(el("img", { src: URL.createObjectURL(still), alt: "" }));
}
