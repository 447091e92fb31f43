// How much a file or a recording is: "412 Mo", "1,2 Go".
import { language } from "../text.js";

const MB = 1e6;

/** @param {number} bytes */
export function sizeText(bytes) {
  const large = bytes >= 1000 * MB;
  const number = (bytes / MB / (large ? 1000 : 1)).toLocaleString(language, { maximumFractionDigits: 1 });
  return `${number}\u00a0${large ? "G" : "M"}${language === "fr" ? "o" : "B"}`;
}
