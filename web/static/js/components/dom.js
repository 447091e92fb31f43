// Elements in one line.

/** @typedef {Node | string | null | false | undefined} Child */

/**
 * @param {string} id
 * @returns {HTMLElement}
 */
export function byId(id) {
  const element = document.getElementById(id);
  if (!element) throw new Error(`no element #${id}`);
  return element;
}

/**
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Record<string, string | boolean | undefined>} [attributes] true writes a bare attribute, false none
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) element.setAttribute(name, "");
    else if (typeof value === "string") element.setAttribute(name, value);
  }
  for (const child of children) if (child) element.append(child);
  return element;
}

const SVG = "http://www.w3.org/2000/svg";

/** @param {string} name of a symbol in icons.svg */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "i");
  svg.setAttribute("aria-hidden", "true");
  svg.append(document.createElementNS(SVG, "use"));
  setIcon(svg, name);
  return svg;
}

/** @param {Element} svg @param {string} name */
export function setIcon(svg, name) {
  svg.querySelector("use")?.setAttribute("href", `/static/icons.svg#i-${name}`);
}

/** Writes only what changes: a live region speaks each time it is written.
 * @param {Element} element @param {string} text */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** A muted picture that starts by itself.
 * @param {Record<string, string | boolean>} [attributes] */
export function pictureElement(attributes = {}) {
  const video = el("video", { autoplay: true, playsinline: true, disablepictureinpicture: true, ...attributes });
  video.muted = true;
  return video;
}

/** Shows a track, or nothing; the same track again changes nothing.
 * @param {HTMLMediaElement} element @param {MediaStreamTrack | null} track */
export function showTrack(element, track) {
  const shown = element.srcObject instanceof MediaStream ? element.srcObject.getTracks()[0] : undefined;
  if (shown === (track ?? undefined)) return;
  element.srcObject = track ? new MediaStream([track]) : null;
  if (track) element.play().catch(() => undefined); // Interrupted by the next change.
}
