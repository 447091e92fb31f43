// The question under way: to answer it, or (attribute "lead") to end it, show its result, put it away.
// Fires "vote" (indices of the choices), "close", "show" and "clear".
import { addSentences, t, tn } from "../text.js";
import { el, icon } from "./dom.js";
import { pollBars } from "./poll-bars.js";

await addSentences("tools"); // On a home's page they come with the first of these.

/** @typedef {import("../protocol/messages").Poll} Poll */

export class PollCard extends HTMLElement {
  #drawn = "";
  /** Kept while others answer: a choice being made is not lost. @type {HTMLElement | null} */ #ballot = null;
  #ballotOf = "";

  /** @param {Poll | null} poll */
  update(poll) {
    this.hidden = !poll;
    const drawing = JSON.stringify(poll);
    if (drawing === this.#drawn) return;
    this.#drawn = drawing;
    const focused = this.contains(document.activeElement) ? document.activeElement : null;
    this.replaceChildren(...(poll ? this.#content(poll) : []));
    if (focused instanceof HTMLElement && this.contains(focused)) focused.focus();
  }

  /** @param {Poll} poll */
  #content(poll) {
    const lead = this.hasAttribute("lead");
    return [
      el("p", { class: "question" }, el("b", {}, poll.question)),
      poll.secret && el("p", { class: "aide" }, icon("cadenas"), " ", t("poll.secret.promise")),
      !lead && poll.state === "open" ? this.#keptBallot(poll) : null,
      poll.results && pollBars(poll.choices, poll.results),
      el("p", { class: "aide", role: "status" }, this.#sentence(poll, lead)),
      ...(lead ? this.#commands(poll) : []),
    ].filter((part) => part instanceof Node);
  }

  /** @param {Poll} poll @param {boolean} lead */
  #sentence(poll, lead) {
    const count = tn("poll.voted", poll.voted, { total: poll.entitled });
    if (lead || poll.state === "shown") return count;
    if (poll.state === "closed") return t("poll.closed");
    if (!poll.has_voted) return count;
    return t(poll.secret ? "poll.counted.secret" : "poll.counted");
  }

  /** @param {Poll} poll */
  #keptBallot(poll) {
    const which = `${poll.id} ${poll.has_voted} ${poll.mine}`;
    // What is secret was kept by nobody, so that it cannot be changed either.
    if (which !== this.#ballotOf) this.#ballot = poll.secret && poll.has_voted ? null : this.#newBallot(poll);
    this.#ballotOf = which;
    return this.#ballot;
  }

  /** @param {Poll} poll */
  #newBallot(poll) {
    const type = poll.votes === "several" ? "checkbox" : "radio";
    const inputs = poll.choices.map((_, index) => el("input", { type, name: "choice", value: String(index), checked: poll.mine?.includes(index) ?? false }));
    const rows = inputs.map((input, index) => el("label", { class: "opt" }, input, el("span", {}, poll.choices[index])));
    const legend = el("legend", { class: "vh" }, poll.question);
    const vote = el("button", { class: "bt large" }, t(poll.has_voted ? "poll.vote.change" : "poll.vote"));
    const form = el("form", {}, el("fieldset", {}, legend, ...rows), vote);
    form.onsubmit = (event) => {
      event.preventDefault();
      const chosen = inputs.flatMap((input, index) => (input.checked ? [index] : []));
      if (chosen.length) this.dispatchEvent(new CustomEvent("vote", { detail: chosen }));
      else inputs[0]?.focus();
    };
    return form;
  }

  /** @param {Poll} poll */
  #commands(poll) {
    const act = poll.state === "open" ? "close" : poll.state === "closed" ? "show" : "clear";
    const button = el("button", { type: "button", class: "bt bt-petit large" }, t(`poll.${act}`));
    button.onclick = () => this.dispatchEvent(new CustomEvent(act));
    return [button];
  }
}
customElements.define("poll-card", PollCard);
