// Larger text and stronger contrast, kept by this browser.
import { t } from "../text.js";
import { el, icon } from "./dom.js";

const KEY = "passerelle.display";
const CHOICES = [{ name: "text", icon: "plus" }, { name: "contrast", icon: "oeil" }];

export class DisplayChoices extends HTMLElement {
  connectedCallback() {
    if (this.childElementCount) return;
    this.setAttribute("role", "group");
    this.setAttribute("aria-label", t("display.title"));
    this.append(...CHOICES.map((choice) => {
      const button = el("button", { type: "button", class: "bt bt-petit", "data-choice": choice.name }, icon(choice.icon), t(`display.${choice.name}`));
      button.onclick = () => choose(choice.name, !(choice.name in document.documentElement.dataset));
      return button;
    }));
    showChoices();
  }
}

/** @param {string} name @param {boolean} on */
function choose(name, on) {
  if (on) document.documentElement.dataset[name] = "strong";
  else delete document.documentElement.dataset[name];
  const chosen = CHOICES.filter((one) => one.name in document.documentElement.dataset);
  try {
    localStorage.setItem(KEY, chosen.map((one) => one.name).join(" "));
  } catch {
    // Chosen for this visit only.
  }
  showChoices();
}

function showChoices() {
  for (const button of document.querySelectorAll("[data-choice]")) {
    const name = button.getAttribute("data-choice") ?? "";
    button.setAttribute("aria-pressed", String(name in document.documentElement.dataset));
  }
}

/** As last chosen in this browser. */
function restore() {
  try {
    for (const name of (localStorage.getItem(KEY) ?? "").split(" ")) {
      if (CHOICES.some((one) => one.name === name)) document.documentElement.dataset[name] = "strong";
    }
  } catch {
    // Nothing is kept here.
  }
}

restore();
customElements.define("display-choices", DisplayChoices);
