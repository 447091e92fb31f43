// What is blurred: a rectangle on the picture, drawn with the finger or set by numbers, for a while.
import { byId, el, icon } from "../components/dom.js";
import { timeText } from "../components/film-band.js";
import { t } from "../text.js";

/** @typedef {import("../protocol/film-edits.js").Blur} Blur */

/** A tenth of the picture is the least that is worth it. */
const LEAST = 0.02;
const SIDES = /** @type {const} */ (["x", "y", "w", "h"]);

export class BlurEditor {
  /** @type {(index: number, blur: Blur | null) => void} */ onChange = () => {};
  /** Of the one that is being drawn; -1: none. */ #drawn = -1;

  /** @param {() => number} position seconds @param {number} began_s */
  constructor(position, began_s) {
    this.position = position;
    this.began_s = began_s;
  }

  /** @param {Blur[]} blurs */
  show(blurs) {
    this.blurs = blurs;
    byId("blurs").replaceChildren(...blurs.map((blur, index) => this.#item(blur, index)));
    this.at(this.position());
  }

  /** @type {Blur[]} */ blurs = [];

  /** Those of now, on the picture. @param {number} at_s */
  at(at_s) {
    const shown = this.blurs.filter((blur) => blur.from_s <= at_s && at_s < blur.to_s);
    byId("blur-layer").replaceChildren(...shown.map((blur) => {
      const mark = el("div", { class: "flou" });
      Object.assign(mark.style, { left: `${blur.x * 100}%`, top: `${blur.y * 100}%`, width: `${blur.w * 100}%`, height: `${blur.h * 100}%` });
      return mark;
    }));
  }

  /** The next drag on the picture is this rectangle. @param {number} index */
  draw(index) {
    this.#drawn = index;
    const layer = byId("blur-layer");
    layer.classList.add("dessine");
    layer.onpointerdown = (down) => {
      const box = layer.getBoundingClientRect();
      const place = (/** @type {PointerEvent} */ event) => [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height].map((part) => Math.min(1, Math.max(0, part)));
      const [x0, y0] = place(down);
      layer.setPointerCapture(down.pointerId);
      layer.onpointerup = (up) => {
        const [x1, y1] = place(up);
        layer.classList.remove("dessine");
        layer.onpointerdown = layer.onpointerup = null;
        const blur = this.blurs[this.#drawn];
        if (!blur || Math.abs(x1 - x0) < LEAST || Math.abs(y1 - y0) < LEAST) return;
        this.onChange(this.#drawn, { ...blur, x: Math.min(x0, x1), y: Math.min(y0, y1), w: Math.abs(x1 - x0), h: Math.abs(y1 - y0) });
      };
    };
  }

  /** @param {Blur} blur @param {number} index */
  #item(blur, index) {
    const times = t("montage.blur.times", { from: timeText(blur.from_s - this.began_s), to: timeText(blur.to_s - this.began_s) });
    const act = (/** @type {string} */ key, /** @type {() => void} */ does) => {
      const button = el("button", { type: "button", class: "bt bt-petit" }, t(key), el("span", { class: "vh" }, ` ${times}`));
      button.onclick = does;
      return button;
    };
    const sides = SIDES.map((side) => {
      const field = el("input", { class: "saisie", type: "number", min: "0", max: "100", inputmode: "numeric" });
      field.value = String(Math.round(blur[side] * 100));
      field.onchange = () => {
        const part = Math.min(100, Math.max(side === "w" || side === "h" ? LEAST * 100 : 0, Number(field.value) || 0)) / 100;
        this.onChange(index, { ...blur, [side]: part });
      };
      return el("label", {}, t(`montage.blur.${side}`), field);
    });
    return el("li", {}, el("p", {}, icon("flou"), el("b", {}, times)), el("div", { class: "cotes" }, ...sides),
      el("div", { class: "ligne-h" },
        act("montage.blur.draw", () => this.draw(index)),
        act("montage.blur.from", () => this.position() < blur.to_s && this.onChange(index, { ...blur, from_s: this.position() })),
        act("montage.blur.to", () => this.position() > blur.from_s && this.onChange(index, { ...blur, to_s: this.position() })),
        act("montage.blur.remove", () => this.onChange(index, null))));
  }
}
