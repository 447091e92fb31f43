// The documents of a session as a list to change: each has a title, a kind and an address.
import { el, icon } from "../components/dom.js";
import { t } from "../text.js";

/** @typedef {import("../protocol/messages").Resource} Resource */

/** @type {Resource["kind"][]} */
const KINDS = ["page", "image", "pdf", "text", "link"];
const MOST = 20;

export class ResourceEditor {
  /** @param {HTMLElement} place @param {HTMLElement} more the button that adds one */
  constructor(place, more) {
    this.place = place;
    this.more = more;
    more.onclick = () => this.#add({ id: "", title: "", kind: "page", url: "" }).querySelector("input")?.focus();
  }

  /** @param {Resource[]} resources */
  fill(resources) {
    this.place.replaceChildren();
    for (const resource of resources) this.#add(resource);
    this.#limit();
  }

  /** Those with an address; a title left out is the address itself. */
  read() {
    return [...this.place.children].flatMap((row) => {
      const [title, url] = [...row.querySelectorAll("input")].map((field) => field.value.trim());
      const kind = row.querySelector("select")?.value ?? "link";
      const { id } = /** @type {HTMLElement} */ (row).dataset;
      return url ? [{ ...(id ? { id } : {}), title: title || url, kind, url }] : [];
    });
  }

  /** Those that were there keep their id, so that what is shown stays shown. @param {Resource} resource */
  #add(resource) {
    const title = el("input", { class: "saisie", maxlength: "200", autocomplete: "off" });
    const url = el("input", { class: "saisie", maxlength: "2000", autocomplete: "off", inputmode: "url", spellcheck: "false" });
    const kind = el("select", { class: "saisie" }, ...KINDS.map((one) => el("option", { value: one }, t(`resource.kind.${one}`))));
    title.value = resource.title;
    url.value = resource.url;
    kind.value = resource.kind;
    const remove = el("button", { type: "button", class: "bt bt-petit" }, icon("corb"), t("resource.remove"));
    const row = el("li", { class: "ligne-doc" }, field("resource.title", title), field("resource.kind", kind), field("resource.url", url), remove);
    row.dataset.id = resource.id;
    remove.onclick = () => {
      row.remove();
      this.#limit();
      this.more.focus();
    };
    this.place.append(row);
    this.#limit();
    return row;
  }

  #limit() {
    this.more.hidden = this.place.childElementCount >= MOST;
  }
}

/** @param {string} key @param {HTMLElement} control */
function field(key, control) {
  return el("label", { class: "champ" }, el("span", { class: "etiq" }, t(key)), control);
}
