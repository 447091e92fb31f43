// The question on the room's screen: what is asked, how many have answered, then the result.
import { byId, el, setText } from "../components/dom.js";
import { pollBars } from "../components/poll-bars.js";
import { tn } from "../text.js";

/** @typedef {import("../protocol/messages").Poll} Poll */

let drawn = "";

/** @param {Poll | null} poll */
export function showPoll(poll) {
  byId("poll").hidden = !poll;
  byId("come").hidden = poll !== null;
  if (!poll) return;
  setText(byId("poll-question"), poll.question);
  setText(byId("poll-count"), tn("poll.voted", poll.voted, { total: poll.entitled }));
  const now = JSON.stringify([poll.choices, poll.results]);
  if (now === drawn) return;
  drawn = now;
  byId("poll-choices").replaceChildren(poll.results ? pollBars(poll.choices, poll.results) : el("ul", {}, ...poll.choices.map((choice) => el("li", {}, choice))));
}
