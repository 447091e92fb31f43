// A pattern to photograph, dark on white in both themes: readers expect it so.
import { encodeQr } from "../protocol/qr.js";

const SVG = "http://www.w3.org/2000/svg";
const QUIET_ZONE = 4;

export class QrCode extends HTMLElement {
  #text = "";

  /** @param {string} text */
  set text(text) {
    if (text === this.#text) return;
    this.#text = text;
    this.replaceChildren(...(text ? [drawing(text, this.getAttribute("label") ?? "")] : []));
  }
}
customElements.define("qr-code", QrCode);

/** @param {string} text @param {string} label */
function drawing(text, label) {
  const modules = encodeQr(text);
  const size = modules.length + 2 * QUIET_ZONE;
  const svg = document.createElementNS(SVG, "svg");
  for (const [name, value] of Object.entries({ viewBox: `0 0 ${size} ${size}`, role: "img", "aria-label": label, "shape-rendering": "crispEdges" })) svg.setAttribute(name, value);
  svg.append(path("#fff", `M0 0h${size}v${size}H0z`), path("#14303A", squares(modules)));
  return svg;
}

/** @param {string} fill @param {string} d */
function path(fill, d) {
  const element = document.createElementNS(SVG, "path");
  element.setAttribute("fill", fill);
  element.setAttribute("d", d);
  return element;
}

/** @param {boolean[][]} modules */
function squares(modules) {
  return modules.flatMap((row, r) => row.map((dark, c) => (dark ? `M${c + QUIET_ZONE} ${r + QUIET_ZONE}h1v1h-1z` : ""))).join("");
}
