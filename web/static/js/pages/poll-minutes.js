// The minutes of a session's votes, to print and to keep.
import { byId, el, icon, setText } from "../components/dom.js";
import { clockTime, dayName, t, tn } from "../text.js";
import { ask, sentenceFor, sessionOfAddress, startSheet, tell } from "./desk.js";

/** @typedef {{id: string, question: string, choices: string[], secret: boolean, votes: string, opened_at: string, closed_at: string, entitled: number, results: number[], voters: string[], ballots: {name: string, choices: number[]}[]}} Minutes */

const path = `/api/polls/${encodeURIComponent(sessionOfAddress())}`;

async function start() {
  await startSheet(`${path}?format=csv`, `${t("minutes.file")}.csv`);
  const answer = await ask("GET", path);
  if (!answer.ok) return tell("problem", sentenceFor(answer, {}));
  const { session, polls } = answer.body;
  setText(byId("heading"), session.title);
  setText(byId("when"), dayName(new Date(session.starts_at)));
  byId("none").hidden = polls.length > 0;
  byId("polls").replaceChildren(...polls.map(minutes));
}

/** @param {Minutes} poll */
function minutes(poll) {
  const rows = poll.choices.map((choice, index) => el("tr", {}, el("th", { scope: "row" }, choice), el("td", { class: "num" }, String(poll.results[index]))));
  const by = poll.ballots.map((ballot) => el("li", {}, t("minutes.ballot", { name: ballot.name, choices: ballot.choices.map((index) => poll.choices[index]).join(", ") })));
  return el("li", { class: "carte" },
    el("h2", {}, poll.question),
    el("p", { class: "doux" }, t("minutes.hours", { start: clockTime(poll.opened_at), end: clockTime(poll.closed_at) }), " · ", tn("poll.voted", poll.voters.length, { total: poll.entitled })),
    el("table", { class: "resultat" }, el("caption", { class: "vh" }, poll.question), el("tbody", {}, ...rows)),
    poll.secret ? el("p", { class: "ligne-h" }, icon("cadenas"), t("poll.secret.promise")) : null,
    by.length ? el("ul", {}, ...by) : el("p", {}, t("minutes.voters", { names: poll.voters.join(", ") || "–" })));
}

void start();
