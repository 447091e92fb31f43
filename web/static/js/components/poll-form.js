// A question to put to everybody. Fires "start" with what poll.start says.
import { t } from "../text.js";
import { el, icon } from "./dom.js";

const MOST_CHOICES = 8;
const LONGEST = 100;

export class PollForm extends HTMLElement {
  #question = el("input", { class: "saisie", id: "poll-question", maxlength: "300", autocomplete: "off" });
  #choices = el("div", { class: "reponses" });
  #secret = el("input", { type: "checkbox" });
  #several = el("input", { type: "checkbox" });
  #more = el("button", { type: "button", class: "bt bt-petit" }, icon("plus"), t("poll.choice.more"));
  #missing = el("p", { class: "phrase phrase-att", role: "alert", hidden: true }, icon("att"), el("span", {}, t("poll.missing")));

  connectedCallback() {
    if (this.childElementCount) return;
    const form = el("form", {},
      el("div", { class: "champ" }, el("label", { for: "poll-question" }, t("poll.question")), this.#question),
      el("fieldset", { class: "champ" }, el("legend", {}, t("poll.choices")), this.#choices, this.#more),
      el("label", { class: "opt" }, this.#secret, el("span", {}, t("poll.secret"))),
      el("label", { class: "opt" }, this.#several, el("span", {}, t("poll.several"))),
      this.#missing,
      el("button", { class: "bt large" }, t("poll.start")));
    this.#more.onclick = () => this.#addChoice("").focus();
    form.onsubmit = (event) => {
      event.preventDefault();
      this.#submit();
    };
    this.append(form);
    this.#reset();
  }

  /** @override */
  focus() {
    this.#question.focus();
  }

  #reset() {
    this.#question.value = "";
    this.#secret.checked = this.#several.checked = false;
    this.#choices.replaceChildren();
    for (const choice of ["yes", "no"]) this.#addChoice(t(`poll.choice.${choice}`));
  }

  /** @param {string} text */
  #addChoice(text) {
    const n = this.#choices.childElementCount + 1;
    const field = el("input", { class: "saisie", maxlength: String(LONGEST), autocomplete: "off", "aria-label": t("poll.choice", { n }) });
    field.value = text;
    this.#choices.append(field);
    this.#more.hidden = n >= MOST_CHOICES;
    return field;
  }

  #submit() {
    const question = this.#question.value.trim();
    const fields = [...this.#choices.querySelectorAll("input")];
    const choices = [...new Set(fields.map((field) => field.value.trim()).filter(Boolean))];
    this.#missing.hidden = question !== "" && choices.length >= 2;
    if (!question) return this.#question.focus();
    if (choices.length < 2) return fields.find((field) => !field.value.trim())?.focus();
    const votes = this.#several.checked ? "several" : "one";
    this.dispatchEvent(new CustomEvent("start", { detail: { question, choices, secret: this.#secret.checked, votes } }));
    this.#reset();
  }
}
customElements.define("poll-form", PollForm);
