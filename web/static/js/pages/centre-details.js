// What people read of the centre: its name, its town, the telephone that they may call.
import { t } from "../text.js";
import { ask, input, onSubmit, sentenceFor, tell } from "./desk.js";

/** @typedef {{id: number, name: string, town: string, phone: string}} Centre */

const REASONS = { taken: "details.taken", invalid: "details.wrong" };
const FIELDS = /** @type {const} */ (["name", "town", "phone"]);

export class CentreDetails {
  /** @type {Centre | undefined} */ #centre;

  /** @param {(centre: Centre) => void} changed */
  constructor(changed) {
    this.changed = changed;
    onSubmit("details", () => this.#save());
  }

  /** @param {Centre} centre */
  show(centre) {
    this.#centre = centre;
    for (const field of FIELDS) input(`centre-${field}`).value = centre[field];
    tell("details-problem");
  }

  async #save() {
    if (!this.#centre) return;
    const details = Object.fromEntries(FIELDS.map((field) => [field, input(`centre-${field}`).value.trim()]));
    const answer = await ask("PATCH", `/api/centres/${this.#centre.id}`, details);
    if (!answer.ok) return tell("details-problem", sentenceFor(answer, REASONS));
    this.changed(Object.assign(this.#centre, answer.body.centre));
    tell("details-problem", t("desk.saved"), "done");
  }
}
