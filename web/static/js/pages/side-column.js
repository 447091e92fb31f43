// What comes beside the picture now and then: the timer, the question, a document, the tools of whoever
// was handed the lead. Each part is fetched when it is first needed.
import { announce } from "../components/announcer.js";
import { byId } from "../components/dom.js";
import { t } from "../text.js";
import { addStyle } from "./page.js";

/** @typedef {import("../protocol/room-client.js").RoomClient} RoomClient */
/** @typedef {import("../components/poll-card.js").PollCard} PollCard */
/** @typedef {import("../components/resource-view.js").ResourceView} ResourceView */
/** @typedef {import("../components/session-timer.js").SessionTimer} SessionTimer */

export class SideColumn {
  #asked = "";
  #shown = "";

  /** @param {() => RoomClient} client */
  constructor(client) {
    this.client = client;
    byId("poll-card").addEventListener("vote", (event) => client().send({ type: "vote", choices: /** @type {CustomEvent} */ (event).detail }));
  }

  update() {
    const { roster } = this.client();
    const { timer, poll } = roster.shared;
    const resource = roster.shared.shownResource();
    const leads = roster.people.get(roster.self ?? "")?.leads ?? false;
    if (timer || !byId("timer").hidden) void this.#timer();
    if (poll || !byId("poll").hidden) void this.#poll();
    if (resource || !byId("resource").hidden) void this.#resource();
    if (leads || !byId("lead-tools").hidden) void this.#leadTools();
    byId("side").classList.toggle("serre", Boolean(poll || resource || leads));
  }

  async #timer() {
    await fetched(() => import("../components/session-timer.js"));
    const element = /** @type {SessionTimer} */ (byId("timer"));
    element.update?.(this.client().roster.shared.timer);
  }

  async #poll() {
    await fetched(() => import("../components/poll-card.js"));
    const { poll } = this.client().roster.shared;
    const card = /** @type {PollCard} */ (byId("poll-card"));
    byId("poll").hidden = !poll;
    card.update?.(poll);
    if (poll && poll.id !== this.#asked) announce(t("poll.new", { question: poll.question }));
    this.#asked = poll?.id ?? "";
  }

  async #resource() {
    await fetched(() => import("../components/resource-view.js"));
    const resource = this.client().roster.shared.shownResource();
    const view = /** @type {ResourceView} */ (byId("resource"));
    view.update?.(resource);
    if (resource && resource.id !== this.#shown) announce(t("resource.shown", { title: resource.title }));
    this.#shown = resource?.id ?? "";
  }

  async #leadTools() {
    const { showLeadTools } = await import("./handed-lead.js");
    showLeadTools(byId("lead-tools"), this.client());
  }
}

/** A part that a weak line did not bring is asked for again at the next change.
 * @param {() => Promise<unknown>} load */
async function fetched(load) {
  await Promise.all([load(), addStyle("tools")]).catch(() => undefined);
}
