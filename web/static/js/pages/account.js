// One's own account: the password, the language of letters, the browsers that are signed in.
import { byId, el, icon, setText } from "../components/dom.js";
import { browserName } from "../protocol/browser-name.js";
import { clockTime, dateText, t } from "../text.js";
import { ask, busy, input, onSubmit, sentenceFor, startDesk, tell } from "./desk.js";

/** @typedef {{id: string, created_at: string, seen_at: string, user_agent: string, current: boolean}} SignIn */

const REASONS = { credentials: "account.wrong", short: "password.short", long: "password.long", simple: "password.simple", invalid: "password.long", wait: "login.wait" };

class AccountPage {
  /** @type {SignIn[]} */ #signIns = [];

  async start() {
    onSubmit("change", () => this.#change());
    onSubmit("language-form", () => this.#keepLanguage());
    byId("show").onchange = () => {
      for (const id of ["current", "password"]) input(id).type = input("show").checked ? "text" : "password";
    };
    byId("close-others").onclick = () => void busy(byId("close-others"), () => this.#close(this.#signIns.filter((one) => !one.current)));
    const account = await startDesk();
    if (account) {
      setText(byId("who"), `${account.name} · ${account.email}`);
      input("email").value = account.email;
      for (const one of languages()) one.checked = one.value === account.language;
    }
    await this.#load();
    byId("parts").hidden = false;
  }

  async #load() {
    const answer = await ask("GET", "/api/account/sign-ins");
    if (!answer.ok) return tell("problem", sentenceFor(answer, {}));
    this.#signIns = answer.body.sign_ins;
    this.#signIns.sort((one, other) => Number(other.current) - Number(one.current));
    byId("devices").replaceChildren(...this.#signIns.map((one) => this.#row(one)));
    byId("close-others").hidden = this.#signIns.length < 3;
  }

  /** @param {SignIn} one */
  #row(one) {
    const name = deviceWords(one.user_agent);
    const words = el("div", { class: "qui" }, el("b", {}, name), el("span", { class: "doux" }, t("account.since", { day: dateText(new Date(one.created_at)), seen: seenWords(one.seen_at) })));
    if (one.current) return el("li", {}, words, el("span", { class: "past past-ok" }, icon("ok"), t("account.here")));
    const button = el("button", { type: "button", class: "bt bt-petit" }, t("account.close"), el("span", { class: "vh" }, ` ${name}`));
    button.onclick = () => void busy(button, () => this.#close([one]));
    return el("li", {}, words, button);
  }

  /** @param {SignIn[]} signIns */
  async #close(signIns) {
    for (const one of signIns) {
      const answer = await ask("DELETE", `/api/account/sign-ins/${encodeURIComponent(one.id)}`);
      // Somebody closed it meanwhile: it is closed.
      if (!answer.ok && answer.status !== 404) return tell("problem", sentenceFor(answer, {}));
    }
    await this.#load();
    tell("problem", t("account.closed"), "done");
    byId("content").focus({ preventScroll: true });
  }

  async #keepLanguage() {
    tell("problem");
    const language = languages().find((one) => one.checked)?.value;
    if (!language) return languages()[0].focus();
    const answer = await ask("PUT", "/api/account/language", { language });
    if (answer.ok) tell("problem", t("account.language.done"), "done");
    else tell("problem", sentenceFor(answer, {}));
    byId("problem").scrollIntoView({ block: "center" });
  }

  async #change() {
    tell("change-problem");
    tell("problem");
    const [current, password] = [input("current"), input("password")];
    const empty = [current, password].find((field) => !field.value);
    if (empty) {
      tell("change-problem", t("account.missing"));
      return empty.focus();
    }
    const answer = await ask("POST", "/api/account/password", { current: current.value, password: password.value });
    if (!answer.ok) {
      tell("change-problem", sentenceFor(answer, REASONS));
      return (answer.body.reason === "credentials" ? current : password).focus();
    }
    current.value = password.value = "";
    await this.#load();
    tell("problem", t("account.changed"), "done");
    byId("problem").scrollIntoView({ block: "center" });
  }
}

function languages() {
  return /** @type {HTMLInputElement[]} */ ([...document.querySelectorAll("input[name=language]")]);
}

/** "Firefox sur Windows". @param {string} userAgent */
function deviceWords(userAgent) {
  const { browser, system } = browserName(userAgent);
  if (browser && system) return t("account.device", { browser, system });
  return browser || system || t("account.device.other");
}

/** @param {string} iso */
function seenWords(iso) {
  const seen = new Date(iso);
  return seen.toDateString() === new Date().toDateString() ? t("account.seen.today", { time: clockTime(iso) }) : t("account.seen", { day: dateText(seen) });
}

void new AccountPage().start();
