// A photo or a film of everything around, to look about in: by mouse, finger, keyboard, by turning the
// phone, by named places, and in words. Without WebGL the flat picture stays, and a sentence says so.
import { draggedDeg, FORWARD, limited, lookOfPhone, quarterOf, turned } from "../protocol/sphere.js";
import { addStyle } from "../pages/page.js";
import { addSentences, t } from "../text.js";
import { el, icon, setText } from "./dom.js";
import { SpherePainter } from "./sphere-painter.js";

/** @typedef {import("../protocol/sphere.js").Look} Look */
/** A direction worth a look; `text`: what is seen there, for whoever does not see it.
 * @typedef {{name: string, yaw_deg: number, pitch_deg?: number, view_deg?: number, text?: string}} Place */

/** @type {Record<string, Partial<Look>>} */
const KEYS = {
  ArrowLeft: { yaw_deg: -10 }, ArrowRight: { yaw_deg: 10 }, ArrowUp: { pitch_deg: 10 }, ArrowDown: { pitch_deg: -10 },
  "+": { view_deg: -10 }, "-": { view_deg: 10 },
};
const WHEEL_DEG = 0.05;
const NEAR_DEG = 25;
const PIXELS_MAX = 2;

export class SphericalView extends HTMLElement {
  /** @type {Look} */ look = FORWARD;
  #canvas = el("canvas", { tabindex: "0", role: "application" });
  #said = el("p", { class: "vh", role: "status" });
  /** @type {SpherePainter | null} */ #painter = null;
  /** @type {HTMLImageElement | HTMLVideoElement | null} */ #source = null;
  /** @type {Place[]} */ #places = [];
  #buttons = el("ul", { class: "ligne-h", hidden: true });
  #inWords = el("details", { hidden: true });
  /** Fingers or the mouse, by pointer. @type {Map<number, {x: number, y: number}>} */ #held = new Map();
  /** @type {(() => void) | null} */ #followed = null;
  #asked = false;
  /** A film that only waits says that it has a picture, and has none to be painted. */ #begun = true;
  #resized = new ResizeObserver(() => this.#later());

  /**
   * Shows `source`, which becomes a part of this element; a film keeps whatever controls it has.
   * @param {HTMLImageElement | HTMLVideoElement} source
   * @param {{title: string, description?: string, places?: Place[]}} words what it shows, for whoever does not see it
   */
  async show(source, { title, description = "", places = [] }) {
    await Promise.all([addSentences("around"), addStyle("spherical-view")]);
    this.#source = source;
    this.setPlaces(places);
    if (source instanceof HTMLImageElement) source.alt ||= title;
    const words = description ? el("p", { class: "doux" }, description) : null;
    try {
      this.#painter = new SpherePainter(this.#canvas);
    } catch {
      this.#inWords.open = true;
      return this.replaceChildren(source, el("p", { class: "phrase phrase-info" }, icon("info"), el("span", {}, t("around.flat"))), this.#inWords, words ?? "");
    }
    source.classList.add("source");
    source.setAttribute("aria-hidden", "true");
    this.#canvas.setAttribute("aria-label", t("around.label", { title }));
    const how = el("p", { class: "vh", id: "around-how" }, t("around.how"));
    this.#canvas.setAttribute("aria-describedby", how.id);
    this.replaceChildren(source, this.#canvas, how, this.#said, this.#acts(), this.#inWords, words ?? "");
    this.#listen();
    await this.#begin(source);
  }

  /** @param {HTMLImageElement | HTMLVideoElement} source */
  async #begin(source) {
    if (source instanceof HTMLImageElement) {
      await source.decode().catch(() => undefined);
      this.#painter?.take(source);
    } else {
      for (const event of ["loadeddata", "seeked", "play"]) source.addEventListener(event, () => this.#later());
      for (const event of ["playing", "seeked"]) source.addEventListener(event, () => (this.#begun = true), { once: true });
      this.#begun = !source.paused || !source.poster;
      void this.#beginWithPoster(source);
    }
    this.#resized.observe(this.#canvas);
    this.#later();
  }

  /** Until something of the film is here. @param {HTMLVideoElement} film */
  async #beginWithPoster(film) {
    if (this.#begun) return;
    const image = new Image();
    image.src = film.poster;
    const there = await image.decode().then(() => true, () => false);
    if (!there || this.#begun) return;
    this.#painter?.take(image);
    this.#later();
  }

  disconnectedCallback() {
    this.#resized.disconnect();
    this.#followed?.();
  }

  /** @param {Look} look */
  turnTo(look) {
    this.look = limited(look);
    this.#later();
    const near = this.#places.find((place) => Math.hypot(limited({ ...this.look, yaw_deg: this.look.yaw_deg - place.yaw_deg }).yaw_deg, this.look.pitch_deg - (place.pitch_deg ?? 0)) < NEAR_DEG);
    setText(this.#said, near ? [near.name, near.text].filter(Boolean).join(". ") : t(`around.${quarterOf(this.look.yaw_deg)}`));
  }

  /** At once, so that what is painted may be read. */
  paint() {
    const film = this.#source instanceof HTMLVideoElement ? this.#source : null;
    if (film && this.#begun && film.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA) this.#painter?.take(film);
    const scale = Math.min(devicePixelRatio, PIXELS_MAX);
    const [width, height] = [Math.round(this.#canvas.clientWidth * scale), Math.round(this.#canvas.clientHeight * scale)];
    if (this.#canvas.width !== width) this.#canvas.width = width;
    if (this.#canvas.height !== height) this.#canvas.height = height;
    this.#painter?.paint(this.look);
    if (film && !film.paused && !film.ended) this.#later();
  }

  #later() {
    if (this.#asked) return;
    this.#asked = true;
    requestAnimationFrame(() => {
      this.#asked = false;
      if (this.isConnected) this.paint();
    });
  }

  /** @param {Place[]} places */
  setPlaces(places) {
    this.#places = places;
    this.#buttons.setAttribute("aria-label", t("around.places"));
    this.#buttons.replaceChildren(...places.map((place) => {
      const button = el("button", { type: "button", class: "bt bt-petit" }, place.name);
      button.onclick = () => this.turnTo({ ...FORWARD, ...place });
      return el("li", {}, button);
    }));
    this.#inWords.replaceChildren(el("summary", {}, t("around.words")), el("ul", {}, ...places.map((place) =>
      el("li", {}, el("b", {}, t("around.place", { where: t(`around.${quarterOf(place.yaw_deg)}`), name: place.name })), place.text ? ` ${place.text}` : ""))));
    this.#buttons.hidden = this.#inWords.hidden = places.length === 0;
  }

  /** Places, and turning with the phone where it can. */
  #acts() {
    return el("div", { class: "ligne-h" }, this.#buttons, matchMedia("(pointer: coarse)").matches && "DeviceOrientationEvent" in window ? this.#gyroscope() : null);
  }

  #gyroscope() {
    const button = el("button", { type: "button", class: "bt bt-petit", "aria-pressed": "false" }, icon("tel"), t("around.phone"));
    button.onclick = async () => {
      if (this.#followed) this.#followed();
      else await this.#follow();
      button.setAttribute("aria-pressed", String(this.#followed !== null));
    };
    return button;
  }

  /** Looks where the phone looks, from where one looks now. */
  async #follow() {
    const asking = /** @type {any} */ (DeviceOrientationEvent).requestPermission;
    if (asking && (await asking.call(DeviceOrientationEvent).catch(() => "denied")) !== "granted") return;
    /** @type {number | null} */
    let from_deg = null;
    const follow = (/** @type {DeviceOrientationEvent} */ event) => {
      if (event.alpha === null || event.beta === null || event.gamma === null) return;
      const phone = lookOfPhone(event.alpha, event.beta, event.gamma);
      from_deg ??= this.look.yaw_deg - phone.yaw_deg;
      this.turnTo({ ...this.look, yaw_deg: phone.yaw_deg + from_deg, pitch_deg: phone.pitch_deg });
    };
    addEventListener("deviceorientation", follow);
    this.#followed = () => {
      removeEventListener("deviceorientation", follow);
      this.#followed = null;
    };
  }

  #listen() {
    const canvas = this.#canvas;
    canvas.onkeydown = (event) => {
      const by = KEYS[event.key];
      if (!by && event.key !== "Home") return;
      event.preventDefault();
      // The arrows mean something else to the player around.
      event.stopPropagation();
      this.turnTo(by ? turned(this.look, by) : FORWARD);
    };
    canvas.onwheel = (event) => {
      event.preventDefault();
      this.turnTo(turned(this.look, { view_deg: event.deltaY * WHEEL_DEG }));
    };
    canvas.onpointerdown = (event) => {
      canvas.setPointerCapture(event.pointerId);
      this.#held.set(event.pointerId, { x: event.clientX, y: event.clientY });
    };
    canvas.onpointermove = (event) => this.#drag(event);
    canvas.onpointerup = canvas.onpointercancel = (event) => void this.#held.delete(event.pointerId);
  }

  /** One finger turns, two come nearer. @param {PointerEvent} event */
  #drag(event) {
    const before = this.#held.get(event.pointerId);
    if (!before) return;
    const now = { x: event.clientX, y: event.clientY };
    this.#held.set(event.pointerId, now);
    const other = [...this.#held].find(([id]) => id !== event.pointerId)?.[1];
    const degrees = (/** @type {number} */ pixels) => draggedDeg(pixels, this.#canvas.clientHeight, this.look);
    if (!other) return this.turnTo(turned(this.look, { yaw_deg: degrees(before.x - now.x), pitch_deg: degrees(now.y - before.y) }));
    const apart = (/** @type {{x: number, y: number}} */ at) => Math.hypot(at.x - other.x, at.y - other.y);
    this.turnTo(turned(this.look, { view_deg: degrees(apart(before) - apart(now)) }));
  }
}

customElements.define("spherical-view", SphericalView);
