// How much a file or a recording is: "1,2 Go", "412 Mo", "2,3 Ko".
import { language } from "../text.js";

const UNITS = /** @type {const} */ ([["G", 1e9], ["M", 1e6], ["K", 1e3]]);

/** @param {number} bytes */
export function sizeText(bytes) {
  const [letter, unit] = UNITS.find(([, each]) => bytes >= each) ?? UNITS[2];
  const number = (bytes / unit).toLocaleString(language, { maximumFractionDigits: letter === "G" || bytes < 10 * unit ? 1 : 0 });
  return `${number}\u00a0${letter}${language === "fr" ? "o" : "B"}`;
}
