// The kit that was chosen: refreshed while it is looked at.
import { byId, icon, setText } from "../components/dom.js";
import { phoneText, t } from "../text.js";
import { ask, busy, sentenceFor, tell } from "./desk.js";
import { showAdjust, startAdjust } from "./fleet-adjust.js";
import { showCare, startCare } from "./fleet-care.js";
import { titleOf } from "./fleet-list.js";
import { showProgram, startProgram } from "./fleet-program.js";
import { drawReport, drawViews } from "./fleet-report.js";
import { instant, stateLook, stateSentence } from "./fleet-words.js";

/** @typedef {import("./fleet-words.js").KitDetail} KitDetail */
/** @typedef {import("./fleet-words.js").Room} Room */

const BADGE = { v: "past past-ok", a: "past past-att", r: "past past-mal", doux: "past" };

export class KitView {
  #id = "";
  #report = "";
  /** @type {string | null} when the test that was asked for began */ #testing = null;

  /** @param {() => Promise<void>} changed */
  constructor(changed) {
    startAdjust();
    startCare(changed);
    startProgram(changed);
    const test = byId("self-test");
    test.onclick = () => void busy(test, () => this.#test());
    const seen = byId("fault-seen");
    seen.onclick = () => void busy(seen, async () => {
      const answer = await ask("POST", `/api/kits/${this.#id}/fault-seen`);
      if (!answer.ok) return tell("kit-problem", sentenceFor(answer, {}));
      await changed();
    });
  }

  /** @param {string} id "": none @param {Room[]} rooms */
  async show(id, rooms) {
    byId("detail").hidden = !id;
    const another = id !== this.#id;
    this.#id = id;
    if (!id) return;
    if (another) {
      tell("kit-problem");
      this.#testing = null;
    }
    const answer = await ask("GET", `/api/kits/${id}`);
    if (id !== this.#id) return; // Another was chosen meanwhile.
    if (!answer.ok) return tell("kit-problem", sentenceFor(answer, {}));
    this.#draw(answer.body, rooms, another);
  }

  /** @param {KitDetail} kit @param {Room[]} rooms @param {boolean} another */
  #draw(kit, rooms, another) {
    const [name, tone] = stateLook(kit);
    setText(byId("kit-title"), titleOf(kit));
    const said = stateSentence(kit);
    const state = byId("kit-state");
    state.className = BADGE[tone];
    if (state.textContent !== said) state.replaceChildren(icon(name), said);
    byId("call").hidden = !kit.centre.phone;
    byId("call").setAttribute("href", `tel:${kit.centre.phone.replaceAll(" ", "")}`);
    setText(/** @type {Element} */ (byId("call").querySelector("span")), t("fleet.guide", { phone: phoneText(kit.centre.phone) }));
    setText(/** @type {Element} */ (byId("self-test").querySelector("span")), t(kit.tested_at ? "fleet.test" : "fleet.test.first"));
    byId("fault").hidden = !kit.fault;
    if (kit.fault) setText(byId("fault-text"), t("fleet.fault", { when: instant(kit.fault.at), text: kit.fault.text }));
    if (this.#testing && kit.tested_at && kit.tested_at > this.#testing) {
      this.#testing = null;
      tell("kit-problem");
    }
    drawViews(kit);
    const report = JSON.stringify([kit.id, kit.report]);
    if (report !== this.#report) drawReport(kit);
    this.#report = report;
    showProgram(kit, another);
    showAdjust(kit, another);
    showCare(kit, rooms, another);
  }

  async #test() {
    const answer = await ask("POST", `/api/kits/${this.#id}/self-test`);
    this.#testing = answer.ok ? new Date().toISOString() : null;
    tell("kit-problem", answer.ok ? t("fleet.testing") : sentenceFor(answer, { away: "fleet.away", session: "fleet.session" }), answer.ok ? "done" : "problem");
  }
}
