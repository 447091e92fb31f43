// In the waiting room: try one's microphone on the gauge. Nothing is sent.
import "../components/command-button.js";
import { el } from "../components/dom.js";
import { PhraseBoard } from "../components/phrase.js";
import { t } from "../text.js";
import { DeviceControl } from "./device-control.js";
import { OwnVoice } from "./own-voice.js";

/** @typedef {import("../components/command-button.js").CommandButton} CommandButton */

export class MicrophoneTrial {
  #place = el("div", { class: "phrases" });
  #gauge = /** @type {HTMLElement} */ (document.createElement("mic-gauge"));
  #hint = el("span", {}, t("wait.try.speak"));
  #meter = el("p", { class: "essai", hidden: true }, this.#gauge, this.#hint);
  element = el("div", { class: "essayer" });
  #control;

  /** @param {() => string} tel */
  constructor(tel) {
    const button = /** @type {CommandButton} */ (document.createElement("command-button"));
    button.setAttribute("icon", "mic");
    button.setAttribute("off", "wait.try");
    button.setAttribute("on", "wait.try.stop");
    const board = new PhraseBoard(this.#place);
    const voice = new OwnVoice(this.#gauge, board);
    this.element.append(el("div", { class: "cmds" }, button), this.#meter, this.#place);
    this.#control = new DeviceControl({
      source: "microphone", button, board, tel,
      publish: async () => undefined,
      onChange: () => {
        this.#meter.hidden = !this.#control.on;
        voice.follow(this.#control.on ? this.#control.track : null);
      },
    });
  }

  stop() {
    this.#control.off();
  }
}
