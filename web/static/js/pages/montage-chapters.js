// The chapters of a replay, one by one: when each begins, how it is called. Those that were found are a
// proposal; the first change makes the list one's own.
import { byId, el, setText } from "../components/dom.js";
import { timeText } from "../components/film-band.js";
import { cutAt } from "../protocol/film-edits.js";
import { shownChapters, withChapter, withChapterAs } from "../protocol/film-chapters.js";
import { t } from "../text.js";

/** @typedef {import("../protocol/film-edits.js").Edits} Edits */
/** @typedef {import("../protocol/film-chapters.js").Chapter} Chapter */

export class ChapterEditor {
  /** @type {(edits: Edits) => void} */ onChange = () => {};
  /** @type {(at_s: number) => void} */ onSeek = () => {};
  /** @type {Edits} */ #edits;
  /** @type {Chapter[]} */ #found = [];
  /** As they are listed. @type {Chapter[]} */ #shown = [];

  /** @param {() => number} position seconds @param {number} began_s @param {Edits} edits */
  constructor(position, began_s, edits) {
    this.position = position;
    this.began_s = began_s;
    this.#edits = edits;
    byId("chapter").onclick = () => {
      const at_s = this.position();
      this.onChange(withChapter(this.#edits, this.#found, { at_s, title: t("montage.chapter.new", { n: this.#shown.length + 1 }) }));
      const nearest = this.#nearest(at_s);
      this.#field(nearest)?.focus();
      this.#field(nearest)?.select();
    };
    byId("chapters-found").onclick = () => {
      this.onChange({ ...this.#edits, chapters: null });
      byId("chapter").focus();
    };
  }

  /** Those shown now. */
  get chapters() {
    return this.#shown;
  }

  /** @param {Edits} edits @param {Chapter[]} found by the server, in the time of what was recorded */
  show(edits, found) {
    [this.#edits, this.#found] = [edits, found];
    const before = this.#shown;
    this.#shown = shownChapters(edits, found);
    const list = byId("chapter-list");
    const same = before.length === this.#shown.length && this.#shown.every((one, index) => one.at_s === before[index].at_s);
    // A field that one is in stays: what is typed next goes there.
    if (!same || list.childElementCount !== this.#shown.length) list.replaceChildren(...this.#shown.map((_, index) => this.#item(index)));
    this.#shown.forEach((one, index) => {
      const field = this.#field(index);
      if (field && field.value !== one.title) field.value = one.title;
      list.children[index].querySelector(".doux")?.toggleAttribute("hidden", cutAt(edits, one.at_s) === null);
    });
    byId("chapters-found").hidden = edits.chapters === null;
    setText(byId("chapters-what"), t(edits.chapters !== null ? "montage.chapters.own" : found.length ? "montage.chapters.found" : "montage.chapters.none"));
    this.at(this.position());
  }

  /** Which one is on. @param {number} at_s */
  at(at_s) {
    const here = this.#shown.filter((one) => one.at_s <= at_s + 0.05).length - 1;
    [...byId("chapter-list").children].forEach((item, index) => item.classList.toggle("ici", index === here));
  }

  /** @param {number} index */
  #item(index) {
    const { at_s } = this.#shown[index];
    const time = timeText(at_s - this.began_s);
    const title = el("input", { class: "saisie", maxlength: "200", autocomplete: "off", "aria-label": t("montage.chapter.label", { time }), placeholder: t("montage.scene", { n: index + 1 }) });
    title.onchange = () => this.#rename(index, title);
    const seek = el("button", { type: "button", class: "lien num" }, time);
    seek.onclick = () => this.onSeek(at_s);
    const act = (/** @type {string} */ key, /** @type {() => void} */ does) => {
      const button = el("button", { type: "button", class: "lien" }, t(key), el("span", { class: "vh" }, ` ${t("montage.chapter.label", { time })}`));
      button.onclick = does;
      return button;
    };
    return el("li", {}, seek, title, el("p", { class: "doux", hidden: true }, t("montage.chapter.cut")), el("div", { class: "actes" },
      act("montage.chapter.move", () => this.#move(index)),
      act("montage.chapter.remove", () => this.#remove(index))));
  }

  /** @param {number} index @param {HTMLInputElement} field */
  #rename(index, field) {
    const title = field.value.trim();
    const chapter = this.#shown[index];
    setText(byId("chapter-said"), title || !chapter.title ? "" : t("montage.chapter.untitled"));
    if (!title) field.value = chapter.title;
    else this.onChange(withChapterAs(this.#edits, this.#found, chapter, { title }));
  }

  /** @param {number} index */
  #move(index) {
    const [chapter, at_s] = [this.#shown[index], this.position()];
    const title = chapter.title || t("montage.scene", { n: index + 1 });
    this.onChange(withChapterAs(this.#edits, this.#found, chapter, { at_s, title }));
    setText(byId("chapter-said"), t("montage.chapter.moved", { title, time: timeText(at_s - this.began_s) }));
    this.#row(this.#nearest(at_s))?.querySelector("button")?.focus();
  }

  /** @param {number} index */
  #remove(index) {
    const { title } = this.#shown[index];
    this.onChange(withChapterAs(this.#edits, this.#found, this.#shown[index], null));
    setText(byId("chapter-said"), t("montage.chapter.removed", { title }));
    (this.#field(Math.min(index, this.#shown.length - 1)) ?? byId("chapter")).focus();
  }

  /** @param {number} at_s */
  #nearest(at_s) {
    const away = this.#shown.map((one) => Math.abs(one.at_s - at_s));
    return away.indexOf(Math.min(...away));
  }

  /** @param {number} index */
  #row(index) {
    return byId("chapter-list").children[index];
  }

  /** @param {number} index */
  #field(index) {
    return this.#row(index)?.querySelector("input") ?? null;
  }
}
