// The file that is being sent now: its name, one bar, how long it will still take, the way to give up.
import { el, icon, setText } from "../components/dom.js";
import { ProgressBar, timeLeftText } from "../components/progress-bar.js";
import { TimeLeft } from "../protocol/time-left.js";
import { TusUpload } from "../protocol/tus.js";
import { t } from "../text.js";
import { keepAwake } from "./wake-lock.js";

/** @type {import("../protocol/tus.js").Tools} */
export const TOOLS = {
  fetch: (path, init) => fetch(path, init),
  now: () => performance.now(),
  wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  // Only pages that came by https, or from this very machine, have it.
  digest: globalThis.crypto?.subtle ? (data) => crypto.subtle.digest("SHA-256", data) : null,
  headers: { "X-Passerelle": "1" },
};

export class Sending {
  #left = new TimeLeft();
  #bar = new ProgressBar(t("upload.sending"));
  #state = el("p", { class: "num" });
  #waits = false;
  #sent = 0;
  onGiveUp = () => {};

  /**
   * @param {File} file @param {string} id @param {number} offset bytes that are there already
   * @param {(proof: import("../protocol/tus.js").Proof) => void} onProof
   */
  constructor(file, id, offset, onProof) {
    this.id = id;
    this.file = file;
    this.resumed = offset > 0;
    this.upload = new TusUpload(file, `/api/uploads/${id}`, TOOLS, {
      onProof,
      onProgress: (sent) => this.#reached(sent),
      onWaiting: (waits) => this.#wait(waits),
    });
    const giveUp = el("button", { type: "button", class: "bt bt-petit" }, icon("x"), t("upload.give.up"));
    giveUp.onclick = () => this.onGiveUp();
    const resumed = this.resumed ? el("p", { class: "doux" }, t("upload.resumed")) : null;
    this.element = el("section", { class: "carte envoi", "aria-label": t("upload.sending") }, icon("envoi"),
      el("div", {}, el("h2", {}, file.name), resumed, this.#bar.element, this.#state), giveUp);
    this.#reached(offset);
  }

  /** @returns {Promise<import("../protocol/tus.js").Outcome>} */
  async run() {
    const sleep = keepAwake();
    try {
      return await this.upload.run();
    } finally {
      sleep();
    }
  }

  terminate() {
    return this.upload.terminate();
  }

  /** @param {number} sent bytes */
  #reached(sent) {
    this.#sent = sent;
    this.#left.add(sent, TOOLS.now());
    this.#write();
  }

  /** @param {boolean} waits for the line or the server to come back */
  #wait(waits) {
    if (waits === this.#waits) return;
    this.#waits = waits;
    this.#left = new TimeLeft();
    this.#write();
  }

  #write() {
    const done = this.#sent / this.file.size;
    const percent = t("upload.going", { n: Math.floor(done * 100) });
    const words = this.#waits ? `${percent} ${t("upload.waits")}` : [percent, timeLeftText(this.#left.seconds(this.file.size)), t("upload.may.close")].filter(Boolean).join(" ");
    setText(this.#state, words);
    this.#bar.show(done, percent);
  }
}
