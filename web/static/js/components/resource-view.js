// A recipe, a score, a pattern beside the picture. Pictures and texts of this server are shown in
// place; anything else opens beside, since a page of elsewhere does not belong in ours.
import { safeHref } from "../protocol/links.js";
import { addSentences, t } from "../text.js";
import { el, icon } from "./dom.js";

await addSentences("tools"); // On a home's page they come with the first of these.

/** @typedef {import("../protocol/messages").Resource} Resource */

export class ResourceView extends HTMLElement {
  #shown = "";

  /** @param {Resource | null} resource */
  update(resource) {
    const shown = JSON.stringify(resource);
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.hidden = !resource;
    this.replaceChildren(...(resource ? this.#content(resource) : []));
  }

  /** @param {Resource} resource */
  #content(resource) {
    const href = safeHref(new URL(resource.url, location.href).href);
    const title = el("h2", {}, resource.title);
    if (!href) return [title];
    const own = resource.url.startsWith("/") && !resource.url.startsWith("//");
    const open = el("a", { class: "bt bt-petit", href, target: "_blank", rel: "noopener noreferrer" }, icon("grand"), t("resource.open"), el("span", { class: "vh" }, ` (${t("resource.beside")})`));
    if (own && resource.kind === "image") return [title, el("img", { src: href, alt: resource.title }), open];
    if (own && resource.kind === "text") return [title, this.#text(href), open];
    return [title, open];
  }

  /** @param {string} href */
  #text(href) {
    const place = el("p", { class: "texte" });
    void fetch(href).then(async (response) => {
      if (response.ok) place.textContent = await response.text();
    }).catch(() => undefined); // The link below still opens it.
    return place;
  }
}
customElements.define("resource-view", ResourceView);
