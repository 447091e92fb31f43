// Bringing a film or a photo: chosen or dropped, sent in pieces, gone on with after anything.
import { confirm } from "../components/confirm.js";
import { sizeText } from "../components/data-size.js";
import { byId } from "../components/dom.js";
import { PhraseBoard } from "../components/phrase.js";
import { belongsTo, continues, identify } from "../protocol/upload-identity.js";
import { createUpload } from "../protocol/tus.js";
import { t } from "../text.js";
import { ask, input, sentenceFor, startDesk, tell } from "./desk.js";
import { reasonText, uploadItem } from "./upload-list.js";
import { forgetUploads, rememberedUpload, rememberUpload } from "./upload-memory.js";
import { Sending, TOOLS } from "./upload-sending.js";

/** @typedef {import("./upload-list.js").Upload} Upload */
/** @typedef {import("../protocol/upload-identity.js").Identity} Identity */

const LOOK_AGAIN_MS = 2500;

class UploadPage {
  #board = new PhraseBoard(byId("problem"));
  /** @type {Upload[]} */ #uploads = [];
  /** @type {any} */ #quota = {};
  /** The upload that the person asked to go on with. @type {Upload | null} */ #meant = null;
  /** @type {Sending | null} */ #sending = null;

  async start() {
    const account = await startDesk();
    const centres = (account?.centres ?? []).filter((/** @type {any} */ centre) => centre.roles.some((/** @type {string} */ role) => role !== "technician"));
    byId("centre").replaceChildren(...centres.map((/** @type {any} */ centre) => new Option(centre.name, centre.id)));
    byId("centre-field").hidden = centres.length < 2;
    byId("centre").onchange = () => void this.#load();
    const file = input("file");
    file.onchange = () => {
      const [chosen] = file.files ?? [];
      // The same file may be chosen again.
      if (chosen) void this.#chosen(chosen).finally(() => (file.value = ""));
    };
    file.oncancel = () => (this.#meant = null);
    this.#acceptDrops();
    await this.#load();
    setInterval(() => void this.#lookAgain(), LOOK_AGAIN_MS);
  }

  get #centre() {
    return `/api/centres/${input("centre").value}/uploads`;
  }

  async #load() {
    const answer = await ask("GET", this.#centre);
    if (!answer.ok) return this.#say(sentenceFor(answer, {}));
    this.#quota = answer.body.quota;
    this.#uploads = answer.body.uploads;
    if (!this.#sending) forgetUploads(new Set(this.#unfinished().map((one) => one.id)));
    this.#draw();
  }

  /** What is being examined changes by itself. */
  async #lookAgain() {
    if (!document.hidden && this.#uploads.some((one) => one.state === "examining" || (one.film && !one.replay))) await this.#load();
  }

  #unfinished() {
    return this.#uploads.filter((one) => one.state === "receiving" && one.mine);
  }

  #draw() {
    const free = Math.max(0, Math.min(this.#quota.account_bytes - this.#quota.account_used_bytes, this.#quota.centre_bytes - this.#quota.centre_used_bytes));
    byId("limits").textContent = t("upload.limits", { most: sizeText(this.#quota.file_bytes), left: sizeText(free) });
    const acts = { goOn: (/** @type {Upload} */ one) => this.#choose(one), remove: (/** @type {Upload} */ one) => this.#remove(one) };
    const shown = this.#uploads.filter((one) => one.id !== this.#sending?.id);
    byId("list").replaceChildren(...shown.map((one) => uploadItem(one, acts)));
    byId("mine").hidden = shown.length === 0;
    byId("choose").hidden = this.#sending !== null;
  }

  /** @param {Upload} meant */
  #choose(meant) {
    this.#meant = meant;
    input("file").click();
  }

  #acceptDrops() {
    const zone = byId("choose");
    const over = (/** @type {boolean} */ is) => zone.classList.toggle("dessus", is);
    // Beside the place, a browser would leave the page for the film.
    addEventListener("dragover", (event) => event.preventDefault());
    addEventListener("drop", (event) => {
      event.preventDefault();
      over(false);
      const [dropped] = event.dataTransfer?.files ?? [];
      if (dropped && !this.#sending) void this.#chosen(dropped);
    });
    zone.addEventListener("dragenter", () => over(true));
    zone.addEventListener("dragleave", (event) => over(zone.contains(/** @type {Node} */ (event.relatedTarget))));
  }

  /** @param {File} file */
  async #chosen(file) {
    const meant = this.#meant;
    this.#meant = null;
    this.#board.clear("said");
    const identity = await identify(file, TOOLS.digest).catch(() => null);
    if (!identity) return this.#say(reasonText("unreadable"));
    if (identity.size === 0) return this.#say(reasonText("empty"));
    const found = belongsTo(identity, this.#unfinished(), meant);
    if (!found) return this.#begin(file, identity);
    const same = found.same && (await continues(file, rememberedUpload(found.upload.id), TOOLS.digest).catch(() => false));
    if (!same) return this.#sayChanged(file, identity, found.upload);
    await this.#send(file, identity, found.upload.id, found.upload.offset);
  }

  /** @param {File} file @param {Identity} identity */
  async #begin(file, identity) {
    if (identity.size > this.#quota.file_bytes) return this.#say(reasonText("size", this.#quota));
    const made = await createUpload(this.#centre, file.size, { filename: file.name, fingerprint: identity.fingerprint }, TOOLS);
    if (made.state === "signed_out") return location.reload();
    if (made.state === "unanswered") return this.#say(t("desk.offline"));
    if (made.state === "refused") return this.#say(reasonText(made.reason, this.#quota));
    await this.#send(file, identity, made.address.split("/").at(-1) ?? "", 0);
  }

  /** @param {File} file @param {Identity} identity @param {string} id @param {number} offset where it goes on */
  async #send(file, identity, id, offset) {
    rememberUpload(id, { identity, proof: rememberedUpload(id)?.proof ?? null });
    const sending = new Sending(file, id, offset, (proof) => rememberUpload(id, { identity, proof }));
    this.#sending = sending;
    byId("sending").replaceChildren(sending.element);
    this.#draw();
    sending.onGiveUp = () => void this.#giveUp(sending);
    const outcome = await sending.run();
    this.#sending = null;
    byId("sending").replaceChildren();
    if (outcome.state === "signed_out") return location.reload();
    await this.#load();
    if (outcome.state === "sent") tell("done", t("upload.arrived", { name: file.name }), "done");
    if (outcome.state === "unreadable") this.#say(reasonText("unreadable"));
    if (outcome.state === "refused") this.#say(reasonText(outcome.reason, this.#quota));
  }

  /** @param {Sending} sending */
  async #giveUp(sending) {
    const sure = await confirm({ title: t("upload.give.up.sure"), note: t("upload.give.up.note"), yes: t("upload.give.up"), no: t("upload.keep") });
    if (sure && !(await sending.terminate())) this.#say(t("desk.offline"));
  }

  /** @param {Upload} upload */
  async #remove(upload) {
    const sure = await confirm({ title: t("upload.remove.sure", { name: upload.name || t("upload.nameless") }), note: t("upload.remove.note"), yes: t("upload.remove"), no: t("upload.keep") });
    if (!sure) return;
    const removed = await fetch(`/api/uploads/${upload.id}`, { method: "DELETE", headers: { ...TOOLS.headers, "Tus-Resumable": "1.0.0" } }).catch(() => null);
    if (!removed) this.#say(t("desk.offline"));
    await this.#load();
    byId("own").focus();
  }

  /** The phone prepared the film anew, or it is another one. @param {File} file @param {Identity} identity @param {Upload} upload */
  #sayChanged(file, identity, upload) {
    const again = { label: t("upload.changed.again"), main: true, do: async () => {
      this.#board.clear("said");
      await fetch(`/api/uploads/${upload.id}`, { method: "DELETE", headers: { ...TOOLS.headers, "Tus-Resumable": "1.0.0" } }).catch(() => null);
      await this.#load();
      await this.#begin(file, identity);
    } };
    const other = { label: t("upload.changed.other"), do: () => this.#choose(upload) };
    this.#show({ icon: "att", title: t("upload.changed.title"), sentence: t("upload.changed"), actions: [again, other] });
  }

  /** @param {string} sentence */
  #say(sentence) {
    this.#show({ icon: "att", sentence });
  }

  /** @param {import("../components/phrase.js").PhraseOptions} options */
  #show(options) {
    tell("done");
    this.#board.show("said", options).scrollIntoView({ block: "nearest" });
  }
}

await new UploadPage().start();
