// The roles that somebody may have in a centre, to choose from.
import { el } from "../components/dom.js";
import { t } from "../text.js";

/** In the order in which they are offered. */
export const ROLES = /** @type {const} */ (["animateur", "volunteer", "technician", "coordinator"]);

/** @param {string} group the fields' common name @param {"checkbox" | "radio"} type @param {string[]} chosen */
export function roleChoices(group, type, chosen) {
  return ROLES.map((role) => {
    const field = el("input", { type, name: group, value: role });
    field.checked = chosen.includes(role);
    return el("label", { class: "opt" }, field, el("span", {}, t(`role.${role}`), el("small", {}, t(`role.${role}.what`))));
  });
}

/** @param {string} group @returns {string[]} */
export function chosenRoles(group) {
  const fields = /** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll(`input[name="${group}"]:checked`));
  return [...fields].map((field) => field.value);
}
