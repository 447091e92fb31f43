// The activity templates of a centre: those of the product as the centre changed them, and its own.
import { confirm } from "../components/confirm.js";
import { byId, el, setText } from "../components/dom.js";
import { t } from "../text.js";
import { ask, busy, editedCentres, input, onSubmit, sentenceFor, startDesk, tell } from "./desk.js";

/** @typedef {{key: string, edited: boolean, built_in: boolean, name: {fr: string, en: string}, cameras: {first: string, pinned: string[]}, sound: {original: boolean, stereo: boolean, bitrate_bps: number}, waiting_room: boolean, minors: boolean, recording: "ask" | "never", speaker_first: boolean, vote: boolean, sharing: boolean, timer: boolean}} Template */

const FLAGS = /** @type {const} */ (["waiting_room", "minors", "speaker_first", "vote", "sharing", "timer"]);
const NEW_KEY_LENGTH = 32;
/** What a template of one's own begins with. @type {Template} */
const PLAIN = {
  key: "", edited: false, built_in: false, name: { fr: "", en: "" }, cameras: { first: "salle", pinned: [] },
  sound: { original: false, stereo: false, bitrate_bps: 32_000 }, waiting_room: false, minors: false,
  recording: "ask", speaker_first: false, vote: false, sharing: false, timer: true,
};

class TemplatesPage {
  /** @type {any[]} */ #centres = [];
  /** @type {Template[]} */ #templates = [];
  #shown = PLAIN;

  async start() {
    const account = await startDesk();
    this.#centres = account?.centres.filter((/** @type {any} */ centre) => centre.roles.some((/** @type {string} */ role) => role !== "technician")) ?? [];
    byId("centre").replaceChildren(...this.#centres.map((centre) => new Option(centre.name, centre.id)));
    byId("centre-field").hidden = this.#centres.length < 2;
    byId("centre").onchange = () => void this.#load();
    byId("add").onclick = () => this.#edit(PLAIN);
    byId("cancel").onclick = () => this.#close();
    byId("reset").onclick = () => void busy(byId("reset"), () => this.#reset());
    onSubmit("edit", () => this.#save());
    this.#mayEdit = new Set(editedCentres(account).map((/** @type {any} */ centre) => String(centre.id)));
    await this.#load();
  }

  /** @type {Set<string>} */ #mayEdit = new Set();

  #address(key = "") {
    return `/api/centres/${input("centre").value}/templates${key ? `/${encodeURIComponent(key)}` : ""}`;
  }

  async #load() {
    const answer = await ask("GET", this.#address());
    if (!answer.ok) return tell("problem", sentenceFor(answer, {}));
    this.#templates = answer.body.templates;
    byId("add").hidden = !this.#mayEdit.has(input("centre").value);
    byId("list").replaceChildren(...this.#templates.map((template) => this.#card(template)));
  }

  /** @param {Template} template */
  #card(template) {
    const badge = template.edited ? el("span", { class: "past past-mer" }, t(template.built_in ? "template.changed" : "template.own")) : null;
    const card = el("li", { class: "carte" }, el("h2", {}, nameOf(template)), badge, el("p", { class: "doux" }, summary(template)));
    if (!this.#mayEdit.has(input("centre").value)) return card;
    const button = el("button", { type: "button", class: "bt bt-petit", id: `edit-${template.key}` }, t("template.edit"), el("span", { class: "vh" }, ` ${nameOf(template)}`));
    button.onclick = () => this.#edit(template);
    card.append(button);
    return card;
  }

  /** @param {Template} template */
  #edit(template) {
    this.#shown = template;
    tell("problem");
    tell("edit-problem");
    setText(byId("edit-title"), template.key ? nameOf(template) : t("template.new"));
    input("name-fr").value = template.name.fr;
    input("name-en").value = template.name.en;
    input("first").value = template.cameras.first;
    input("pinned").value = template.cameras.pinned.join(", ");
    input("original").checked = template.sound.original;
    input("stereo").checked = template.sound.stereo;
    input("never").checked = template.recording === "never";
    for (const flag of FLAGS) input(flag).checked = template[flag];
    byId("reset").hidden = !template.edited;
    setText(byId("reset"), t(template.built_in ? "template.reset" : "template.delete"));
    byId("browse").hidden = true;
    byId("edit").hidden = false;
    byId("edit-title").focus();
    scrollTo(0, 0);
  }

  #close() {
    byId("edit").hidden = true;
    byId("browse").hidden = false;
    (document.getElementById(`edit-${this.#shown.key}`) ?? byId("add")).focus();
  }

  async #save() {
    const fr = input("name-fr").value.trim();
    const key = this.#shown.key || keyFrom(fr, new Set(this.#templates.map((template) => template.key)));
    const original = input("original").checked;
    const answer = await ask("PUT", this.#address(key), {
      name: { fr, en: input("name-en").value.trim() || fr },
      cameras: { first: role(input("first").value), pinned: [...new Set(input("pinned").value.split(",").map(role).filter(Boolean))] },
      sound: { original, stereo: input("stereo").checked, bitrate_bps: bitrate(original, input("stereo").checked, this.#shown) },
      recording: input("never").checked ? "never" : "ask",
      ...Object.fromEntries(FLAGS.map((flag) => [flag, input(flag).checked])),
    });
    if (!answer.ok) return tell("edit-problem", sentenceFor(answer, { invalid: "template.wrong", full: "template.full" }));
    await this.#load();
    this.#close();
    tell("problem", t("desk.saved"), "done");
  }

  async #reset() {
    const { key, built_in } = this.#shown;
    const words = { title: t(built_in ? "template.reset.title" : "template.delete.title"), note: t("template.reset.note"), yes: t(built_in ? "template.reset" : "template.delete"), no: t("template.keep") };
    if (!(await confirm(words))) return;
    const answer = await ask("DELETE", this.#address(key));
    if (!answer.ok) return tell("edit-problem", sentenceFor(answer, {}));
    await this.#load();
    this.#close();
  }
}

/** @param {Template} template */
function nameOf(template) {
  return document.documentElement.lang === "en" ? template.name.en : template.name.fr;
}

/** What the template sets up, in a line. @param {Template} template */
function summary(template) {
  const said = FLAGS.filter((flag) => template[flag]).map((flag) => t(`template.short.${flag}`));
  if (template.sound.original) said.unshift(t("template.short.original"));
  if (template.recording === "never") said.push(t("template.short.never"));
  return [t("template.short.first", { camera: template.cameras.first }), ...said].join(" · ");
}

/** A camera's role as it is written in addresses. @param {string} text */
function role(text) {
  return plain(text).slice(0, NEW_KEY_LENGTH);
}

/** @param {string} text */
function plain(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");
}

/** A key nobody has yet, from the name. @param {string} name @param {Set<string>} taken */
function keyFrom(name, taken) {
  const start = plain(name).slice(0, NEW_KEY_LENGTH - 3) || "atelier";
  let key = start;
  for (let n = 2; taken.has(key); n++) key = `${start}-${n}`;
  return key;
}

/** An instrument needs more than a voice; what was chosen before stays while the sound does.
 * @param {boolean} original @param {boolean} stereo @param {Template} before */
function bitrate(original, stereo, before) {
  if (original === before.sound.original && stereo === before.sound.stereo) return before.sound.bitrate_bps;
  return original ? (stereo ? 128_000 : 96_000) : stereo ? 64_000 : 32_000;
}

void new TemplatesPage().start();
