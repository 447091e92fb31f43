// The films of one's centres that somebody has to see to.
import { byId, el, icon } from "../components/dom.js";
import { dayName, t, tn } from "../text.js";
import { ask, sentenceFor, startDesk, tell } from "./desk.js";

async function start() {
  await startDesk();
  const answer = await ask("GET", "/api/replay-reviews");
  if (!answer.ok) return tell("problem", sentenceFor(answer, {}));
  byId("none").hidden = answer.body.replays.length > 0;
  byId("list").replaceChildren(...answer.body.replays.map(line));
}

/** @param {{id: string, title: string, state: string, making: string, making_done: number, created_at: string, ends_in_days: number | null}} one */
function line(one) {
  const made = one.making === "ready" ? null : el("span", { class: "past" }, icon("heure"), one.making === "failed" ? t("review.making.failed") : t("review.making", { percent: Math.floor(one.making_done * 100) }));
  const ends = one.ends_in_days === null ? null : el("span", { class: "past past-att" }, icon("cal"), tn("review.ends.soon", one.ends_in_days));
  return el("li", { class: "carte" }, el("h2", {}, el("a", { href: `/relecture/${encodeURIComponent(one.id)}` }, one.title)),
    el("span", { class: "doux" }, dayName(new Date(one.created_at))), el("span", { class: "past past-mer" }, t(`review.state.${one.state}`)), made, ends);
}

void start();
