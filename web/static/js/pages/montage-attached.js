// What lies beside a replay: a recipe, a score, a pattern. A file or a link, with a name that one reads.
import { confirm } from "../components/confirm.js";
import { sizeText } from "../components/data-size.js";
import { byId, el, icon, setText } from "../components/dom.js";
import { t } from "../text.js";
import { ask, busy, input, onSubmit, sentenceFor, tell } from "./desk.js";

/** @typedef {{id: string, kind: "pdf" | "image" | "link", title: string, src: string, bytes: number}} Attached */

/** @type {Record<string, string>} */
const REASONS = Object.fromEntries(["many", "size", "type", "empty", "damaged", "dimensions", "limits", "locked", "active", "disk", "invalid"].map((reason) => [reason, `montage.attached.no.${reason}`]));
const DRAWN = { pdf: "livre", image: "ecran", link: "reseau" };

export class AttachedList {
  #bytes_max = 0;

  /** @param {string} api */
  constructor(api) {
    this.path = `${api}/attached`;
    const file = input("attached-file");
    file.onchange = () => {
      const [chosen] = file.files ?? [];
      file.value = "";
      if (chosen) void busy(byId("attached"), () => this.#bring(chosen));
    };
    onSubmit("attached-link", async () => {
      const [title, url] = [input("attached-title"), input("attached-url")];
      const address = url.value.trim();
      const answer = await ask("POST", this.path, { title: title.value.trim() || address, url: /^[a-z]+:/i.test(address) ? address : `https://${address}` });
      if (!this.#took(answer, title.value.trim() || address)) return;
      title.value = url.value = "";
    });
  }

  async load() {
    const { ok, body } = await ask("GET", this.path);
    if (ok) this.#show(body);
  }

  /** @param {File} file */
  async #bring(file) {
    const name = file.name.replace(/\.[^.]+$/, "") || file.name;
    tell("attached-problem");
    if (this.#bytes_max && file.size > this.#bytes_max) return tell("attached-problem", t("montage.attached.no.size"));
    setText(byId("attached-said"), t("montage.attached.sending", { name }));
    const headers = { "X-Passerelle": "1", "Content-Type": file.type || "application/octet-stream" };
    const response = await fetch(`${this.path}?title=${encodeURIComponent(name.slice(0, 200))}`, { method: "POST", headers, body: file }).catch(() => null);
    this.#took({ ok: response?.ok ?? false, status: response?.status ?? 0, body: (await response?.json().catch(() => ({}))) ?? {} }, name);
  }

  /** @param {import("./desk.js").Answer} answer @param {string} name */
  #took(answer, name) {
    tell("attached-problem", answer.ok ? "" : sentenceFor(answer, REASONS));
    setText(byId("attached-said"), answer.ok ? t("montage.attached.added", { name }) : "");
    if (answer.ok) this.#show(answer.body);
    return answer.ok;
  }

  /** @param {{attached: Attached[], bytes_max: number}} now */
  #show({ attached, bytes_max }) {
    this.#bytes_max = bytes_max;
    byId("attached-list").replaceChildren(...attached.map((one) => this.#item(one)));
  }

  /** @param {Attached} one */
  #item(one) {
    const title = el("input", { class: "saisie", maxlength: "200", autocomplete: "off", "aria-label": t("montage.attached.name", { name: one.title }) });
    title.value = one.title;
    title.onchange = () => void this.#rename(one, title);
    const remove = el("button", { type: "button", class: "lien" }, t("montage.attached.remove"), el("span", { class: "vh" }, ` ${one.title}`));
    remove.onclick = () => void this.#remove(one);
    const open = el("a", { class: "lien", href: one.src, target: "_blank", rel: "noopener noreferrer" }, t(`montage.attached.${one.kind}`), one.bytes ? `, ${sizeText(one.bytes)}` : "", el("span", { class: "vh" }, ` ${one.title}`));
    return el("li", {}, icon(DRAWN[one.kind]), title, el("div", { class: "actes" }, open, remove));
  }

  /** @param {Attached} one @param {HTMLInputElement} field */
  async #rename(one, field) {
    const title = field.value.trim();
    if (!title) return void (field.value = one.title);
    const answer = await ask("PATCH", `${this.path}/${one.id}`, { title });
    tell("attached-problem", answer.ok ? "" : sentenceFor(answer, REASONS));
    if (!answer.ok) return;
    one.title = title;
    setText(byId("attached-said"), t("montage.attached.renamed", { name: title }));
  }

  /** @param {Attached} one */
  async #remove(one) {
    const words = { title: t("montage.attached.sure", { name: one.title }), note: t("montage.attached.sure.note"), yes: t("montage.attached.remove"), no: t("montage.attached.keep") };
    if (!(await confirm(words))) return;
    const answer = await ask("DELETE", `${this.path}/${one.id}`);
    tell("attached-problem", answer.ok || answer.status === 404 ? "" : sentenceFor(answer, REASONS));
    await this.load();
    setText(byId("attached-said"), answer.ok ? t("montage.attached.removed", { name: one.title }) : "");
    byId("attached-title-h").focus();
  }
}
