// A word to everybody without speaking: fires "react" (its kind).
import { t } from "../text.js";
import { el, icon } from "./dom.js";
import { REACTION_ICONS } from "./reaction-icons.js";

export class ReactionBar extends HTMLElement {
  connectedCallback() {
    if (this.childElementCount) return;
    this.setAttribute("role", "group");
    this.setAttribute("aria-label", t("react.title"));
    for (const [kind, name] of Object.entries(REACTION_ICONS)) {
      const button = el("button", { type: "button", class: "bt bt-petit" }, icon(name), t(`react.${kind}`));
      button.onclick = () => this.dispatchEvent(new CustomEvent("react", { detail: kind }));
      this.append(button);
    }
  }
}
customElements.define("reaction-bar", ReactionBar);
