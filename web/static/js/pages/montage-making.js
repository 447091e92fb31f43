// How far the making of a replay is: its turn, one bar, how long it will still take.
import { byId, setText } from "../components/dom.js";
import { ProgressBar, timeLeftText } from "../components/progress-bar.js";
import { t, tn } from "../text.js";
import { ask, busy, sentenceFor, tell } from "./desk.js";

const EVERY_MS = 2000;

export class MakingView {
  #bar = new ProgressBar(t("montage.making"));
  /** @type {string | null} */ #state = null;
  /** The replay was made anew. */ onMade = () => {};

  /** @param {string} api @param {() => Promise<boolean>} saved everything, before it is made of it */
  constructor(api, saved) {
    this.api = api;
    byId("making-bar").append(this.#bar.element);
    byId("make").onclick = () => void busy(byId("make"), async () => {
      if (!(await saved())) return;
      const answer = await ask("POST", `${api}/make`);
      if (!answer.ok) return tell("problem", sentenceFor(answer, {}));
      byId("changed").hidden = true;
      await this.look();
    });
    setInterval(() => document.hidden || void this.look(), EVERY_MS);
  }

  async look() {
    const { ok, body } = await ask("GET", `${this.api}/making`);
    if (!ok) return;
    const under_way = body.state === "waiting" || body.state === "making";
    byId("making-bar").hidden = !under_way;
    setText(byId("making"), this.#words(body));
    if (under_way) this.#bar.show(body.done, t("montage.making.percent", { n: Math.floor(body.done * 100) }));
    if (this.#state && this.#state !== "ready" && body.state === "ready") this.onMade();
    this.#state = body.state;
  }

  /** @param {{state: string, done: number, left_s: number | null, queue: number | null, slowed: boolean}} now */
  #words({ state, done, left_s, queue, slowed }) {
    if (state === "ready") return t("montage.ready");
    if (state === "failed") return t("montage.failed");
    if (state === "waiting") return queue ? tn("montage.queue", queue) : t("montage.next");
    const words = [t("montage.making.percent", { n: Math.floor(done * 100) }), timeLeftText(left_s), slowed ? t("montage.slowed") : ""];
    return words.filter(Boolean).join(" ");
  }
}
