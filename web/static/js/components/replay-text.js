// Everything that is said, to read, to search, to jump to.
import { folded, timeShown } from "../protocol/film-time.js";
import { t, tn } from "../text.js";
import { byId, el, setText } from "./dom.js";

export class ReplayText {
  /** @type {{from_s: number, to_s: number, line: HTMLElement, folded: string}[]} */ #lines = [];
  #here = -1;

  /** @param {HTMLElement} place @param {(seconds: number) => void} seek */
  constructor(place, seek) {
    this.place = place;
    this.seek = seek;
    const form = /** @type {HTMLFormElement} */ (byId("text-search"));
    form.onsubmit = (event) => event.preventDefault();
    form.oninput = () => this.#search(String(new FormData(form).get("q") ?? ""));
  }

  /** @param {VTTCue[]} cues */
  show(cues) {
    this.#here = -1;
    this.#lines = cues.map((cue) => {
      const words = cueText(cue);
      const jump = el("a", { class: "num", href: `#${Math.floor(cue.startTime)}` }, timeShown(cue.startTime));
      jump.onclick = (event) => {
        event.preventDefault();
        this.seek(cue.startTime);
      };
      return { from_s: cue.startTime, to_s: cue.endTime, line: el("p", {}, jump, el("span", {}, words)), folded: folded(words) };
    });
    this.place.replaceChildren(...this.#lines.map((one) => one.line));
  }

  /** @param {number} seconds */
  follow(seconds) {
    const here = this.#lines.findIndex((one) => seconds >= one.from_s && seconds < one.to_s);
    if (here === this.#here) return;
    this.#lines[this.#here]?.line.classList.remove("ici");
    this.#lines[here]?.line.classList.add("ici");
    this.#here = here;
  }

  /** @param {string} query */
  #search(query) {
    const words = folded(query).split(/\s+/).filter(Boolean);
    let count = 0;
    for (const one of this.#lines) {
      const hit = words.every((word) => one.folded.includes(word));
      one.line.hidden = !hit;
      count += Number(hit);
    }
    setText(byId("text-count"), !words.length ? "" : count ? tn("replay.text.found", count) : t("replay.text.none"));
  }
}

/** Without the marks of WebVTT; who speaks comes first. @param {VTTCue} cue */
export function cueText(cue) {
  const speaker = /^<v(?:\.[^\s>]+)?\s+([^>]+)>/.exec(cue.text)?.[1];
  const words = (cue.getCueAsHTML().textContent ?? cue.text).replace(/\s+/g, " ").trim();
  return speaker ? t("replay.text.said", { speaker, words }) : words;
}
