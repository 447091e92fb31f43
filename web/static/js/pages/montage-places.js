// Named places in a picture of everything around: turn it, say what is there, and others find it by a
// button; with words for whoever does not see it.
import { byId, el, setText } from "../components/dom.js";
import { quarterOf } from "../protocol/sphere.js";
import { t } from "../text.js";

/** @typedef {import("../protocol/film-edits.js").Place} Place */

export class PlaceEditor {
  /** @type {(places: Place[]) => void} */ onChange = () => {};
  /** @type {Place[]} */ #places = [];

  /** @param {import("../components/spherical-view.js").SphericalView} view */
  constructor(view) {
    this.view = view;
    byId("places-section").hidden = false;
    byId("place").onclick = () => {
      const { yaw_deg, pitch_deg, view_deg } = view.look;
      const round = (/** @type {number} */ degrees) => Math.round(degrees * 10) / 10;
      const place = { name: t("montage.place.new", { n: this.#places.length + 1 }), yaw_deg: round(yaw_deg), pitch_deg: round(pitch_deg), view_deg: round(view_deg), text: "" };
      this.onChange([...this.#places, place]);
      const field = byId("places").lastElementChild?.querySelector("input");
      field?.focus();
      field?.select();
    };
  }

  /** @param {Place[]} places */
  show(places) {
    const list = byId("places");
    const moved = places.length !== this.#places.length || places.some((one, index) => one.yaw_deg !== this.#places[index].yaw_deg || one.pitch_deg !== this.#places[index].pitch_deg);
    this.#places = places;
    if (moved || list.childElementCount !== places.length) list.replaceChildren(...places.map((one, index) => this.#item(one, index)));
    places.forEach((one, index) => {
      const [name, text] = /** @type {NodeListOf<HTMLInputElement | HTMLTextAreaElement>} */ (list.children[index].querySelectorAll("input, textarea"));
      if (name.value !== one.name) name.value = one.name;
      if (text.value !== one.text) text.value = one.text;
    });
    this.view.setPlaces(places);
  }

  /** @param {Place} place @param {number} index */
  #item(place, index) {
    const where = t(`around.${quarterOf(place.yaw_deg)}`);
    const name = el("input", { class: "saisie", maxlength: "80", autocomplete: "off" });
    const text = el("textarea", { class: "saisie", rows: "2", maxlength: "500" });
    name.onchange = () => {
      if (name.value.trim()) this.#change(index, { name: name.value.trim() });
      else name.value = this.#places[index].name;
    };
    text.onchange = () => this.#change(index, { text: text.value.trim() });
    const act = (/** @type {string} */ key, /** @type {() => void} */ does) => {
      const button = el("button", { type: "button", class: "lien" }, t(key), el("span", { class: "vh" }, ` ${place.name}`));
      button.onclick = does;
      return button;
    };
    return el("li", {},
      el("label", {}, el("span", {}, t("montage.place.name", { where })), name),
      el("label", {}, el("span", {}, t("montage.place.text")), text),
      el("div", { class: "actes" },
        act("montage.place.see", () => this.view.turnTo(this.#places[index])),
        act("montage.place.turn", () => this.#turn(index)),
        act("montage.place.remove", () => this.#remove(index))));
  }

  /** It is where one looks now. @param {number} index */
  #turn(index) {
    const { yaw_deg, pitch_deg, view_deg } = this.view.look;
    this.#change(index, { yaw_deg, pitch_deg, view_deg });
    setText(byId("place-said"), t("montage.place.turned", { name: this.#places[index].name }));
    byId("places").children[index]?.querySelectorAll("button")[1]?.focus();
  }

  /** @param {number} index */
  #remove(index) {
    const { name } = this.#places[index];
    this.onChange(this.#places.filter((_, at) => at !== index));
    setText(byId("place-said"), t("montage.place.removed", { name }));
    byId("place").focus();
  }

  /** @param {number} index @param {Partial<Place>} by */
  #change(index, by) {
    this.onChange(this.#places.map((place, at) => (at === index ? { ...place, ...by } : place)));
  }
}
