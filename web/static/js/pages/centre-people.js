// The accounts of a centre: added, their roles, the link for a password, closed and opened again.
import { confirm } from "../components/confirm.js";
import { byId, el, icon } from "../components/dom.js";
import { dateText, t } from "../text.js";
import { ask, busy, input, onSubmit, sentenceFor, tell } from "./desk.js";
import { ROLES, chosenRoles, roleChoices } from "./role-choices.js";

/** @typedef {{id: number, name: string, email: string, disabled: boolean, has_password: boolean, asked_at: string | null, centres: {id: number, roles: string[]}[]}} Listed */

export class CentrePeople {
  #centre = "";
  /** @type {Listed[]} */ #people = [];

  /** @param {string} own address of whoever looks */
  constructor(own) {
    this.own = own;
    byId("team-more").onclick = () => this.#toggle(byId("team-add").hidden);
    byId("new-roles").append(...roleChoices("new-role", "radio", ["volunteer"]));
    onSubmit("team-add", () => this.#add());
  }

  /** @param {string} centre */
  async show(centre) {
    if (centre !== this.#centre) this.#handOver();
    this.#centre = centre;
    const answer = await ask("GET", "/api/accounts");
    if (!answer.ok) return tell("team-problem", sentenceFor(answer, {}));
    const all = /** @type {Listed[]} */ (answer.body.accounts);
    this.#people = all.filter((one) => this.#roles(one).length);
    byId("team").replaceChildren(...this.#people.map((one) => this.#row(one)));
  }

  /** @param {Listed} one */
  #roles(one) {
    const held = one.centres.find((centre) => String(centre.id) === this.#centre)?.roles ?? [];
    return ROLES.filter((role) => held.includes(role));
  }

  /** @param {Listed} one */
  #row(one) {
    const words = el("div", { class: "qui" }, el("b", {}, one.name), el("span", { class: "doux" }, one.email),
      el("p", { class: "etats" }, ...this.#roles(one).map((role) => el("span", { class: "past past-mer" }, t(`role.${role}`))), ...states(one)));
    const change = el("button", { type: "button", class: "bt bt-petit", id: `person-${one.id}` }, t("template.edit"), el("span", { class: "vh" }, ` ${one.name}`));
    change.onclick = () => this.#open(one);
    return el("li", {}, words, change);
  }

  /** The fields of one person, in their place. @param {Listed} one */
  #open(one) {
    tell("team-problem");
    byId("team").replaceChildren(...this.#people.map((each) => (each === one ? this.#form(one) : this.#row(each))));
    byId("person-form").querySelector("input")?.focus();
  }

  /** @param {Listed} one */
  #form(one) {
    const roles = el("fieldset", { class: "champ" }, el("legend", {}, t("team.roles", { name: one.name })), ...roleChoices("roles", "checkbox", this.#roles(one)));
    const save = act("bt bt-1", null, t("team.save"), () => this.#setRoles(one, chosenRoles("roles")));
    const cancel = act("bt", null, t("team.cancel"), async () => this.#back(one));
    const link = one.disabled ? null : act("bt bt-petit", "cadenas", t("team.link"), () => this.#newLink(one));
    const close = one.email === this.own ? null : act("bt bt-petit bt-fort", null, t(one.disabled ? "team.reopen" : "team.close"), () => this.#setDisabled(one));
    return el("li", {}, el("div", { class: "formulaire", id: "person-form" }, roles,
      el("div", { class: "boutons" }, save, cancel), el("div", { class: "boutons" }, link, close)));
  }

  /** @param {Listed} one */
  async #back(one) {
    await this.show(this.#centre);
    (document.getElementById(`person-${one.id}`) ?? byId("team-heading")).focus();
  }

  /** @param {Listed} one @param {string[]} roles */
  async #setRoles(one, roles) {
    const goes = { title: t("team.remove.title", { name: one.name }), note: t("team.remove.note"), yes: t("team.remove"), no: t("team.keep") };
    if (!roles.length && !(await confirm(goes))) return;
    await this.#change(one, await ask("PUT", `/api/centres/${this.#centre}/accounts/${one.id}`, { roles }));
  }

  /** @param {Listed} one */
  async #setDisabled(one) {
    const ends = { title: t("team.close.title", { name: one.name }), note: t("team.close.note"), yes: t("team.close"), no: t("team.keep") };
    if (!one.disabled && !(await confirm(ends))) return;
    await this.#change(one, await ask("PATCH", `/api/accounts/${one.id}`, { disabled: !one.disabled }));
  }

  /** @param {Listed} one @param {import("./desk.js").Answer} answer */
  async #change(one, answer) {
    if (!answer.ok) return tell("team-problem", refusal(answer));
    await this.#back(one);
    tell("team-problem", t("desk.saved"), "done");
  }

  /** @param {Listed} one */
  async #newLink(one) {
    const answer = await ask("POST", `/api/accounts/${one.id}/link`);
    if (!answer.ok) return tell("team-problem", refusal(answer));
    await this.#back(one);
    this.#handOver(one.name, answer.body);
  }

  async #add() {
    tell("add-problem");
    const [name, email] = [input("new-name"), input("new-email")];
    const empty = [name, email].find((field) => !field.value.trim());
    if (empty) {
      tell("add-problem", t("team.missing"));
      return empty.focus();
    }
    const wanted = { name: name.value.trim(), email: email.value.trim(), role: chosenRoles("new-role")[0] };
    const answer = await ask("POST", `/api/centres/${this.#centre}/accounts`, wanted);
    if (!answer.ok) return tell("add-problem", sentenceFor(answer, { invalid: "team.wrong" }));
    name.value = email.value = "";
    this.#toggle(false);
    await this.show(this.#centre);
    if (answer.body.url) this.#handOver(answer.body.account.name, answer.body);
    else tell("team-problem", t("team.known", { name: answer.body.account.name }), "done");
  }

  /** @param {boolean} shown */
  #toggle(shown) {
    byId("team-add").hidden = !shown;
    byId("team-more").setAttribute("aria-expanded", String(shown));
    tell("team-problem");
    this.#handOver();
    if (shown) byId("new-name").focus();
    else byId("team-more").focus();
  }

  /** The link to give to somebody; nothing without one.
   * @param {string} [name] @param {{url: string, expires_at: string}} [link] */
  #handOver(name, link) {
    const place = byId("handed");
    if (!name || !link) return place.replaceChildren();
    const field = el("input", { class: "saisie", id: "handed-link", readonly: true });
    field.value = link.url;
    const copy = act("bt bt-petit", "livre", t("invite.copy"), async () => {
      field.select();
      const copied = await navigator.clipboard?.writeText(link.url).then(() => true, () => false);
      tell("team-problem", t(copied ? "invite.copied" : "invite.copy.by.hand"), "done");
    });
    place.replaceChildren(el("p", {}, t("team.handed", { name, day: dateText(new Date(link.expires_at)) })),
      el("div", { class: "champ" }, el("label", { for: "handed-link" }, t("team.handed.link")), field), el("div", { class: "boutons" }, copy));
    place.scrollIntoView({ block: "nearest" });
  }
}

/** @param {Listed} one */
function states(one) {
  if (one.disabled) return [el("span", { class: "past past-att" }, icon("cadenas"), t("team.closed"))];
  const waits = one.has_password ? [] : [el("span", { class: "past" }, t("team.no.password"))];
  return one.asked_at ? [...waits, el("span", { class: "past past-att" }, icon("att"), t("team.asks"))] : waits;
}

/** @param {import("./desk.js").Answer} answer */
function refusal(answer) {
  return answer.status === 403 ? t("team.elsewhere") : sentenceFor(answer, { own: "team.own" });
}

/** @param {string} style @param {string | null} symbol @param {string} words @param {() => Promise<void>} does */
function act(style, symbol, words, does) {
  const button = el("button", { type: "button", class: style }, symbol && icon(symbol), words);
  button.onclick = () => void busy(button, does);
  return button;
}
