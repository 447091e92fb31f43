// The people in a film: what each agreed to, the parents of a child, the way out.
import { confirm } from "../components/confirm.js";
import { byId, el, icon } from "../components/dom.js";
import { dateText, t, tn } from "../text.js";
import { input, onSubmit, tell } from "./desk.js";

/** @typedef {import("./review.js").Person} Person @typedef {import("./review.js").Change} Change */

const SAID = "people-said";
const PARENTS = 2;

/** @param {Person[]} people @param {Change} change */
export function showPeople(people, change) {
  const open = new Set([...byId("people").querySelectorAll("details[open]")].map((one) => one.id));
  byId("people").replaceChildren(...people.map((person) => item(person, change)));
  for (const one of byId("people").querySelectorAll("details")) one.open = open.has(one.id);
}

/** @param {Change} change */
export function addPeople(change) {
  onSubmit("add-person", async () => {
    const name = input("new-name").value.trim();
    if (!name) return tell(SAID, t("review.person.name.missing"));
    if (await change("POST", "/people", { name, minor: input("new-minor").checked }, SAID)) {
      input("new-name").value = "";
      input("new-minor").checked = false;
    }
  });
}

/** @param {Person} person @param {Change} change */
function item(person, change) {
  const rest = `/people/${encodeURIComponent(person.id)}`;
  const agreed = person.withdrawn ? "withdrawn" : person.agreed || "none";
  const good = !person.withdrawn && person.agreed && (!person.minor || person.signatures.length >= PARENTS);
  const state = el("span", { class: good ? "past past-ok" : "past past-att" }, icon(good ? "ok" : "att"), t(`review.agreed.${agreed}`));
  const child = person.minor ? el("span", { class: "past past-mer" }, tn("review.child", person.signatures.length)) : null;
  return el("li", {}, el("h3", {}, person.name || t("review.person.unnamed")), el("div", { class: "ligne-h" }, state, child),
    person.withdrawn ? null : agreement(person, rest, change), person.minor ? parents(person, rest, change) : null, ways(person, rest, change));
}

/** @param {Person} person @param {string} rest @param {Change} change */
function agreement(person, rest, change) {
  const options = ["", "near", "all"].map((value) => el("option", { value, selected: person.agreed === value }, t(`review.agreed.${value || "none"}`)));
  const agreed = el("select", { class: "saisie" }, ...options);
  const how = el("input", { class: "saisie", maxlength: "200", value: person.how, placeholder: t("review.how.example") });
  const minor = el("input", { type: "checkbox", checked: person.minor });
  const form = el("form", { class: "formulaire" },
    el("div", { class: "deuxc" }, field(t("review.agreement"), agreed), field(t("review.how"), how)),
    el("label", { class: "opt" }, minor, el("span", {}, t("review.person.minor"))), el("button", { class: "bt" }, t("review.save")));
  form.onsubmit = (event) => {
    event.preventDefault();
    void change("PUT", rest, { name: person.name || t("review.person.unnamed"), minor: minor.checked, agreed: agreed.value, how: how.value }, SAID);
  };
  return el("details", { id: `agreement-${person.id}` }, el("summary", {}, t("review.agreement.record")), form);
}

/** @param {Person} person @param {string} rest @param {Change} change */
function parents(person, rest, change) {
  const signed = person.signatures.map((one) => el("li", {}, t("review.signed", { parent: one.parent, date: dateText(new Date(one.signed_on)) })));
  const parent = el("input", { class: "saisie", maxlength: "200", autocomplete: "off" });
  const on = el("input", { class: "saisie", type: "date", value: new Date().toISOString().slice(0, 10) });
  const form = el("form", { class: "formulaire" }, el("div", { class: "deuxc" }, field(t("review.parent"), parent), field(t("review.signed.on"), on)), el("button", { class: "bt" }, t("review.sign")));
  form.onsubmit = (event) => {
    event.preventDefault();
    if (!parent.value.trim()) return parent.focus();
    void change("POST", `${rest}/signatures`, { parent: parent.value, signed_on: on.value }, SAID);
  };
  return el("details", { id: `parents-${person.id}` }, el("summary", {}, t("review.parents")), el("ul", { class: "signatures" }, ...signed), form);
}

/** @param {Person} person @param {string} rest @param {Change} change */
function ways(person, rest, change) {
  const withdraw = el("button", { type: "button", class: "bt bt-petit bt-fort" }, t("review.withdraw"));
  withdraw.onclick = async () => {
    const sure = await confirm({ title: t("review.withdraw.title", { name: person.name }), note: t(person.named ? "review.withdraw.by.hand" : "review.withdraw.note"), yes: t("review.withdraw"), no: t("review.keep") });
    if (sure) await change("POST", `${rest}/withdraw`, {}, SAID, t("review.withdraw.done"));
  };
  const forget = el("button", { type: "button", class: "bt bt-petit" }, t("review.forget"));
  forget.onclick = () => void change("DELETE", rest, {}, SAID);
  return el("div", { class: "ligne-h" }, person.withdrawn ? null : withdraw, person.named ? forget : null);
}

/** @param {string} label @param {HTMLElement} control */
function field(label, control) {
  return el("label", { class: "champ" }, el("span", { class: "etiq" }, label), control);
}
