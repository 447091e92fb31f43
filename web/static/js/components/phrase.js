// A sentence about what does not work, at the place it concerns: what happens, then what to do.
import { t } from "../text.js";
import { el, icon } from "./dom.js";

/**
 * @typedef {object} PhraseOptions
 * @property {string} sentence
 * @property {string} icon
 * @property {"problem" | "warning" | "info"} [tone]
 * @property {string} [title]
 * @property {{label: string, sentence: string}} [how] a longer explanation, unfolded on demand
 * @property {{label: string, icon?: string, main?: boolean, do: () => void}[]} [actions]
 */

const TONES = { problem: "phrase", warning: "phrase phrase-att", info: "phrase phrase-info" };

/** @param {PhraseOptions} options */
export function phrase(options) {
  const { sentence, title, how, actions = [] } = options;
  const said = el("div", { class: "dit" }, title ? el("h2", { tabindex: "-1" }, title) : null, el("p", {}, sentence));
  const buttons = actions.map((action) => {
    const button = el("button", { type: "button", class: action.main ? "bt bt-1" : "bt bt-petit" }, action.icon && icon(action.icon), action.label);
    button.onclick = action.do;
    return button;
  });
  const words = el("div", {}, said, how ? unfolding(how, said) : null, ...buttons);
  return el("div", { class: TONES[options.tone ?? "warning"] }, icon(options.icon), words);
}

/** @param {{label: string, sentence: string}} how @param {HTMLElement} place of the explanation */
function unfolding(how, place) {
  const answer = el("p", { hidden: true }, how.sentence);
  place.append(answer);
  const button = el("button", { type: "button", class: "bt bt-petit", "aria-expanded": "false" }, how.label);
  button.onclick = () => {
    answer.hidden = !answer.hidden;
    button.setAttribute("aria-expanded", String(!answer.hidden));
  };
  return button;
}

/** A place that holds at most one sentence per subject, and says it when it appears. */
export class PhraseBoard {
  /** @type {Map<string, HTMLElement>} */ #shown = new Map();

  /** @param {HTMLElement} place */
  constructor(place) {
    this.place = place;
    place.setAttribute("role", "status");
  }

  /** @param {string} subject @param {PhraseOptions} options @returns {HTMLElement} */
  show(subject, options) {
    this.clear(subject);
    const element = phrase(options);
    element.id = `phrase-${subject}`;
    this.#shown.set(subject, element);
    this.place.append(element);
    return element;
  }

  /** @param {string} subject */
  clear(subject) {
    this.#shown.get(subject)?.remove();
    this.#shown.delete(subject);
  }
}

/** A sentence that can be put away, for those that ask nothing.
 * @param {PhraseBoard} board @param {string} subject */
export function closeAction(board, subject) {
  return { label: t("phrase.close"), do: () => board.clear(subject) };
}
