// One film, before others see it: what is missing, in words; each step by whoever may; the people in it.
import { byId, el, icon, setText } from "../components/dom.js";
import { dateText, t, tn } from "../text.js";
import { ask, input, onSubmit, sentenceFor, startDesk, tell } from "./desk.js";
import { showActs } from "./review-acts.js";
import { showKeeping, startKeeping } from "./review-keeping.js";
import { addPeople, showPeople } from "./review-people.js";

/** @typedef {{id: string, name: string, minor: boolean, agreed: string, how: string, withdrawn: boolean, named: boolean, signatures: {parent: string, signed_on: string}[]}} Person */
/** @typedef {{replay: any, missing: {kind: string, name: string, count: number}[], acts: string[], made: boolean, people: Person[], objections: {id: number, name: string, said: string, at: string}[], steps: {act: string, name: string, note: string, at: string}[], renewal: {may: boolean, ends_in_days: number, to_ask: string[]} | null, again?: boolean}} Review */
/** Sends a change and shows what has become of it. @typedef {(method: "POST" | "PUT" | "PATCH" | "DELETE", rest: string, body: object, said: string, done?: string) => Promise<boolean>} Change */

const REASONS = { role: "review.no.role", own: "review.no.own", state: "review.no.state", missing: "review.no.missing", invalid: "review.no.invalid", signed: "review.no.signed", again: "review.no.again", early: "review.no.early", objection: "review.no.objection", person: "review.no.state", gone: "review.no.gone" };
const path = `/api/replays/${encodeURIComponent(location.pathname.split("/").at(-1) ?? "")}`;
/** Beyond what a form knows of an end: the end of that day. */
const END_OF_DAY = "T23:59:59";

async function start() {
  await startDesk();
  const answer = await ask("GET", `${path}/review`);
  if (!answer.ok) return tell("problem", sentenceFor(answer, REASONS));
  byId("review").hidden = false;
  fill(answer.body);
  show(answer.body);
  onSubmit("about", save);
  addPeople(change);
  startKeeping(change);
  input("listed").onchange = () => void change("PATCH", "", { people_listed: input("listed").checked }, "people-said");
}

/** @type {Change} */
async function change(method, rest, body, said, done) {
  const answer = await ask(method, `${path}${rest}`, body);
  if (!answer.ok) {
    tell(said, sentenceFor(answer, REASONS));
    const now = await ask("GET", `${path}/review`);
    if (now.ok) show(now.body);
    return false;
  }
  show(answer.body);
  tell(said, done ?? t("review.done"), "done");
  return true;
}

async function save() {
  const ends = input("ends"), before = ends.defaultValue;
  await change("PATCH", "", {
    title: input("film-title").value, description: input("description").value, series: input("series").value,
    visibility: input("visibility").value, downloads: input("downloads").checked,
    ...(input("exemption").value !== input("exemption").defaultValue && { subtitles_exemption: input("exemption").value }),
    ...(ends.value && ends.value !== before && { expires_at: new Date(`${ends.value}${END_OF_DAY}`).toISOString() }),
  }, "about-said");
}

/** The form, once: what somebody types is not taken away. @param {Review} review */
function fill({ replay }) {
  input("film-title").value = replay.title;
  input("description").value = replay.description;
  input("series").value = replay.series ?? "";
  input("visibility").value = replay.visibility;
  input("downloads").checked = replay.downloads;
  input("exemption").value = input("exemption").defaultValue = replay.subtitles_exemption;
}

/** @param {Review} review */
function show(review) {
  const { replay } = review, id = encodeURIComponent(replay.id);
  input("ends").value = input("ends").defaultValue = replay.ends_at.slice(0, 10);
  document.title = `${replay.title} · ${t("app.name")}`;
  setText(byId("title"), replay.title);
  setText(byId("state"), t(`review.state.${replay.state}`));
  for (const [link, href] of [["watch", `/replays/${id}`], ["edit", `/montage/${id}`], ["poster", `/replays/${id}/affiche`]]) byId(link).setAttribute("href", href);
  byId("poster").hidden = replay.state !== "published";
  byId("ready").hidden = review.missing.length > 0;
  byId("missing").replaceChildren(...review.missing.map((one) => el("li", {}, icon("att"), el("span", {}, missingText(one)))));
  showActs(review, change);
  showKeeping(review);
  showPeople(review.people, change);
  input("listed").checked = replay.people_listed;
  objections(review);
  byId("steps").replaceChildren(...review.steps.map((step) => el("li", {}, stepText(step))));
}

/** @param {{kind: string, name: string, count: number}} one */
function missingText({ kind, name, count }) {
  if (kind === "signatures") return tn("review.missing.signatures", count, { name });
  if (kind === "objection") return tn("review.missing.objection", count);
  return t(`review.missing.${kind}`, { name });
}

/** @param {{act: string, name: string, note: string, at: string}} step */
function stepText({ act, name, note, at }) {
  const words = [dateText(new Date(at)), t(`review.step.${act}`), name].filter(Boolean).join(" · ");
  const told = act === "describe" || act === "renew" ? "" : note;
  return told ? `${words} (${told})` : words;
}

/** @param {Review} review */
function objections(review) {
  byId("objections").hidden = review.objections.length === 0;
  byId("objection-list").replaceChildren(...review.objections.map((one) => {
    const field = el("input", { class: "saisie", id: `outcome-${one.id}`, maxlength: "1000" });
    const form = el("form", { class: "formulaire" }, el("div", { class: "champ" }, el("label", { for: field.id }, t("review.objection.outcome")), field), el("button", { class: "bt" }, t("review.objection.settle")));
    form.onsubmit = (event) => {
      event.preventDefault();
      if (field.value.trim()) void change("POST", `/objections/${one.id}`, { outcome: field.value }, "act-said");
      else field.focus();
    };
    return el("li", {}, el("p", {}, el("b", {}, one.name), " · ", dateText(new Date(one.at))), one.said ? el("p", {}, one.said) : null, form);
  }));
}

void start();
