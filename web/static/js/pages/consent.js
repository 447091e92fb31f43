// May one be recorded? Three answers of equal weight; no answer, like Escape, is no. A child is asked
// in a child's words, and a parent after. Loaded when somebody is first asked.
import { byId, el, icon } from "../components/dom.js";
import { addSentences, language, t } from "../text.js";
import { hostName } from "./notices.js";
import { addStyle } from "./page.js";

await Promise.all([addSentences("care"), addStyle("care")]);

/** @typedef {import("../protocol/room-client.js").RoomClient} RoomClient */
/** @typedef {import("../protocol/messages").ConsentAnswer} ConsentAnswer */
/** @typedef {{label: string, icon: string, do: () => void}} Choice */

/** @param {RoomClient} client */
export function askConsent(client) {
  new ConsentDialog(client).open();
}

class ConsentDialog {
  #dialog = el("dialog", { class: "plein", "aria-labelledby": "consent-title" });
  #card = el("div", { class: "dial" });

  /** @param {RoomClient} client */
  constructor(client) {
    this.client = client;
  }

  open() {
    if (document.querySelector("dialog.plein")) return;
    // The sign of the recording stays above the veil.
    this.#dialog.append(signAgain(byId("recording")), this.#card);
    const before = document.activeElement;
    this.#dialog.onclose = () => {
      this.#dialog.remove();
      if (before instanceof HTMLElement && before !== document.body) before.focus();
    };
    if (this.#self?.minor) this.#askChild(this.#self.name, (yes) => (yes ? this.#askParent() : this.#answer("no")));
    else this.#askAdult();
    byId("live").append(this.#dialog);
    this.#dialog.showModal();
    this.#card.querySelector("h2")?.focus();
  }

  get #self() {
    return this.client.roster.people.get(this.client.roster.self ?? "");
  }

  #askAdult() {
    const { recording } = this.client.roster.shared;
    const kept = recording?.kept_until ? ` ${t("rec.adult.kept", { date: dateText(recording.kept_until) })}` : "";
    const child = el("button", { type: "button", class: "lien" }, t("rec.with.child"));
    child.onclick = () => this.#askChild("", (yes) => (yes ? this.#askAdult() : this.#answer("no")));
    this.#show({
      title: t("rec.adult.title", { host: recording?.by || hostName(this.client.roster.session) }),
      words: t("rec.adult.why"),
      choices: [
        { label: t("rec.adult.yes"), icon: "cam", do: () => this.#answer("yes") },
        { label: t("rec.adult.voice"), icon: "mic", do: () => this.#answer("voice") },
        { label: t("rec.adult.no"), icon: "x", do: () => this.#answer("no") },
      ],
      note: [t("rec.adult.note") + kept, child],
    });
  }

  /** @param {string} name @param {(yes: boolean) => void} then */
  #askChild(name, then) {
    this.#show({
      title: name ? t("rec.child.title", { name }) : t("rec.child.title.unnamed"),
      words: t("rec.child.why"),
      large: true,
      choices: [
        { label: t("rec.child.yes"), icon: "ok", do: () => then(true) },
        { label: t("rec.child.no"), icon: "x", do: () => then(false) },
      ],
      note: [t("rec.child.parent", { name: name || t("rec.child.someone") })],
    });
  }

  #askParent() {
    const name = this.#self?.name ?? "";
    const field = el("input", { class: "saisie", id: "parent-name", maxlength: "40", autocomplete: "name", "aria-describedby": "parent-missing" });
    const missing = el("p", { class: "phrase phrase-att", id: "parent-missing", role: "alert", hidden: true }, icon("att"), el("span", {}, t("rec.child.parent.missing")));
    const agree = () => {
      missing.hidden = field.value.trim() !== "";
      if (!missing.hidden) return field.focus();
      this.#answer("yes", field.value.trim());
    };
    this.#show({
      title: t("rec.child.parent.title", { name }),
      words: t("rec.child.parent.why", { name }),
      more: el("div", { class: "champ" }, el("label", { for: "parent-name" }, t("rec.child.parent.name")), field, missing),
      choices: [
        { label: t("rec.child.parent.yes"), icon: "ok", do: agree },
        { label: t("rec.child.parent.no"), icon: "x", do: () => this.#answer("no") },
      ],
      note: [t("rec.adult.note")],
    });
  }

  /** @param {{title: string, words: string, choices: Choice[], note: (string | HTMLElement)[], more?: HTMLElement, large?: boolean}} question */
  #show({ title, words, choices, note, more, large = false }) {
    const heading = el("h2", { id: "consent-title", tabindex: "-1", autofocus: true }, title);
    const buttons = choices.map((choice) => {
      const button = el("button", { type: "button", class: "bt" }, icon(choice.icon), el("span", {}, choice.label));
      button.onclick = choice.do;
      return button;
    });
    this.#card.classList.toggle("enfant", large);
    this.#card.replaceChildren(
      el("div", { class: "tetedial" }, el("span", { class: "rond" }), heading), el("p", {}, words), ...(more ? [more] : []),
      el("div", { class: "choix" }, ...buttons), el("div", { class: "garde" }, ...note.map((line) => (typeof line === "string" ? el("p", {}, line) : line))));
    heading.focus();
  }

  /** @param {ConsentAnswer} answer @param {string} [parent] */
  #answer(answer, parent) {
    this.client.send({ type: "consent", answer, ...(parent ? { parent: { name: parent } } : {}) });
    this.#dialog.close();
  }
}

/** The same sign at the same place. @param {HTMLElement} banner */
function signAgain(banner) {
  const sign = /** @type {HTMLElement} */ (banner.cloneNode(true));
  for (const element of [sign, ...sign.querySelectorAll("[id]")]) element.removeAttribute("id");
  sign.querySelector("button")?.remove();
  const place = el("div", { class: "bandeaux" }, sign);
  const { top, height } = banner.getBoundingClientRect();
  place.style.marginTop = `${top}px`;
  sign.style.minHeight = `${height}px`;
  return place;
}

/** "30 septembre 2026". @param {string} iso */
function dateText(iso) {
  return new Date(iso).toLocaleDateString(language === "fr" ? "fr" : "en-GB", { day: "numeric", month: "long", year: "numeric" });
}
