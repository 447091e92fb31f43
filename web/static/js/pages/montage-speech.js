// Subtitles that are proposed: asked for, waited for, then corrected like any others. Loaded apart:
// most places have no engine that recognises speech.
import { byId, el, icon, setText } from "../components/dom.js";
import { ProgressBar, timeLeftText } from "../components/progress-bar.js";
import { addSentences, t } from "../text.js";
import { ask, busy, sentenceFor, tell } from "./desk.js";

/** @typedef {{languages: string[], language: string | null, done: number | null, left_s: number | null, reason: string | null}} Now */

const EVERY_MS = 2000;

/**
 * @param {string} api of the replay
 * @param {string} language in which people speak in it
 * @param {() => Promise<void>} onDraft there are subtitles now
 */
export async function proposeSubtitles(api, language, onDraft) {
  const { ok, body } = await ask("GET", `${api}/speech`);
  if (!ok || !(body.languages.includes(language) || body.language)) return;
  await addSentences("speech");
  new Proposal(`${api}/speech`, language, onDraft).show(body);
}

class Proposal {
  #root = el("div", { id: "speech" });
  #bar = new ProgressBar(t("speech.label"));
  #ask = el("button", { type: "button", class: "bt bt-petit", id: "speech-ask", "aria-describedby": "speech-what" }, icon("st"), " ", t("speech.propose"));
  #what = el("p", { class: "aide", id: "speech-what" }, t("speech.what"));
  #words = el("p", { class: "num", id: "speech-words" });
  #stop = el("button", { type: "button", class: "bt bt-petit", id: "speech-stop" }, t("speech.stop"));
  #wanted = false;
  #next = 0;

  /** @param {string} path @param {string} language @param {() => Promise<void>} onDraft */
  constructor(path, language, onDraft) {
    this.path = path;
    this.language = language;
    this.onDraft = onDraft;
    this.#ask.onclick = () => void busy(this.#ask, () => this.#change("POST", { language }));
    this.#stop.onclick = () => void busy(this.#stop, () => this.#change("DELETE"));
    this.#root.append(this.#ask, this.#what, this.#words, this.#bar.element, this.#stop);
    byId("cue-said").after(this.#root);
  }

  /** @param {"POST" | "DELETE"} method @param {object} [body] */
  async #change(method, body) {
    const answer = await ask(method, this.path, body);
    if (!answer.ok) return tell("problem", sentenceFor(answer, {}));
    await this.#look();
    (this.#wanted ? this.#stop : this.#ask).focus();
  }

  async #look() {
    const { ok, body } = await ask("GET", this.path);
    if (ok) this.show(body);
    else if (this.#wanted) this.#lookSoon();
  }

  #lookSoon() {
    clearTimeout(this.#next);
    this.#next = setTimeout(() => void this.#look(), EVERY_MS);
  }

  /** @param {Now} now */
  show({ languages, language, done, left_s, reason }) {
    const before = this.#wanted;
    const held = document.activeElement === this.#stop;
    this.#wanted = language !== null && reason === null;
    const may = languages.includes(this.language);
    this.#root.hidden = !this.#wanted && !may;
    this.#ask.hidden = this.#what.hidden = this.#wanted || !may;
    this.#words.hidden = this.#bar.element.hidden = this.#stop.hidden = !this.#wanted;
    if (this.#wanted) {
      this.#lookSoon();
      const percent = t("speech.percent", { n: Math.floor((done ?? 0) * 100) });
      // The bar says each quarter to whoever does not see; these words say all.
      this.#bar.show(done ?? 0, percent);
      setText(this.#words, done === null ? t("speech.waiting") : [percent, timeLeftText(left_s)].filter(Boolean).join(" "));
    } else if (reason !== null) {
      setText(byId("cue-said"), t(reason === "empty" ? "speech.nothing" : "speech.failed"));
      if (held) this.#ask.focus();
    } else if (before && !may) {
      setText(byId("cue-said"), t("speech.there"));
      void this.onDraft().then(() => held && byId("cues").focus());
    }
  }
}
