// How many chose what, as bars with their numbers.
import { el } from "./dom.js";

/** @param {string[]} choices @param {number[]} results votes per choice */
export function pollBars(choices, results) {
  const total = results.reduce((sum, votes) => sum + votes, 0) || 1;
  return el("ul", { class: "voix" }, ...choices.map((choice, index) => {
    const bar = el("div", { class: "avance", "aria-hidden": "true" });
    bar.style.setProperty("--v", String((100 * results[index]) / total));
    return el("li", {}, el("div", { class: "l" }, el("span", {}, choice), el("span", { class: "num" }, String(results[index]))), bar);
  }));
}
