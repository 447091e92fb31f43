// The recordings of the centres in which one leads: when, how much, who is in them; deleting one.
// Loaded when somebody unfolds them.
import { confirm } from "../components/confirm.js";
import { sizeText } from "../components/data-size.js";
import { el, icon } from "../components/dom.js";
import { addSentences, clockTime, dayName, t } from "../text.js";
import { ask, busy, sentenceFor, tell } from "./desk.js";

await addSentences("recordings");

/** @typedef {{id: string, session: {id: string, title: string}, state: "running" | "finished" | "recovered", began_at: string, ended_at: string | null, bytes: number, people: string[]}} Recorded */

const MINUTE_MS = 60_000;
/** @type {Record<string, string>} */ const BADGES = { running: "past past-mer", finished: "past past-ok", recovered: "past past-att" };

/** @param {HTMLElement} place @param {{id: number, name: string}[]} centres */
export async function showRecordings(place, centres) {
  const lists = await Promise.all(centres.map(async (centre) => {
    const answer = await ask("GET", `/api/centres/${centre.id}/recordings`);
    if (!answer.ok) tell("problem", sentenceFor(answer, {}));
    /** @type {Recorded[]} */ const recordings = answer.body.recordings ?? [];
    const lines = recordings.map((one) => line(one, answer.body.may_delete, () => showRecordings(place, centres)));
    const name = centres.length > 1 ? el("h2", {}, centre.name) : null;
    return el("div", {}, name, lines.length ? el("ul", {}, ...lines) : el("p", { class: "doux" }, t("recordings.none")));
  }));
  place.replaceChildren(...lists);
}

/** @param {Recorded} one @param {boolean} mayDelete @param {() => Promise<void>} again */
function line(one, mayDelete, again) {
  const began = new Date(one.began_at);
  const words = el("div", {},
    el("h3", {}, one.session.title),
    el("p", { class: "doux num" }, [`${dayName(began)} ${clockTime(one.began_at)}`, lasted(one), sizeText(one.bytes)].filter(Boolean).join(" · ")),
    el("p", { class: "petit" }, one.people.length ? t("recordings.people", { names: one.people.join(", ") }) : t("recordings.nobody")));
  const badge = el("span", { class: BADGES[one.state] }, t(`recordings.state.${one.state}`));
  return el("li", {}, words, badge, mayDelete && one.state !== "running" ? deletion(one, again) : null);
}

/** @param {Recorded} one @param {() => Promise<void>} again */
function deletion(one, again) {
  const label = t("recordings.delete.this", { title: one.session.title });
  const button = el("button", { type: "button", class: "bt bt-petit", "aria-label": label }, icon("corb"), el("span", {}, t("recordings.delete")));
  button.onclick = () => void busy(button, async () => {
    const words = { title: t("recordings.delete.title"), note: t("recordings.delete.note"), yes: t("recordings.delete.yes"), no: t("recordings.delete.no") };
    if (!(await confirm(words))) return;
    const answer = await ask("DELETE", `/api/recordings/${one.id}`);
    tell("problem", answer.ok ? undefined : sentenceFor(answer, { running: "recordings.running" }));
    await again();
  });
  return button;
}

/** "42 min". @param {Recorded} one */
function lasted({ began_at, ended_at }) {
  if (!ended_at) return "";
  return t("recordings.minutes", { n: Math.max(1, Math.round((new Date(ended_at).getTime() - new Date(began_at).getTime()) / MINUTE_MS)) });
}
