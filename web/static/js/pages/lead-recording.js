// How the recording goes, for whoever leads: whether its last seconds can be read, how much there is,
// for how long the disk lasts, and what is wrong. Loaded when something is first recorded.
import { alert, announce } from "../components/announcer.js";
import { sizeText } from "../components/data-size.js";
import { byId, el, icon, setText } from "../components/dom.js";
import { addSentences, t, tn } from "../text.js";

await addSentences("recording");

/** @typedef {import("../protocol/room-client.js").RoomClient} RoomClient */
/** @typedef {import("../protocol/messages").RecordingState} RecordingState */

export class RecordingProof {
  #place = byId("recording-proof");
  #proof = el("span", { id: "recording-readable" });
  #size = el("p", { class: "petit num", id: "recording-size" });
  #left = el("p", { class: "petit doux", id: "recording-left" });
  #alarm = el("p", { class: "phrase phrase-att", id: "recording-alarm", hidden: true }, icon("att"), el("span", {}));
  #mark = el("button", { type: "button", class: "bt bt-petit large", id: "recording-mark" }, icon("etoile"), el("span", {}));
  #resumed = el("p", { class: "phrase phrase-info", id: "recording-resumed", hidden: true }, icon("info"), el("span", {}));
  /** The alarm last said. */ #said = "";

  /** @param {RoomClient} client */
  constructor(client) {
    this.#mark.onclick = () => {
      client.send({ type: "recording.mark" });
      announce(t("recording.marked"));
    };
    setText(/** @type {HTMLElement} */ (this.#mark.lastElementChild), t("recording.mark"));
    this.#place.replaceChildren(el("div", { class: "preuve" }, this.#alarm, this.#resumed, el("p", { class: "petit" }, this.#proof), this.#size, this.#left, this.#mark));
  }

  /** Whether something was heard of the recording under way. */
  get shown() {
    return !this.#place.hidden;
  }

  ended() {
    this.#place.hidden = this.#said === "" || this.#alarm.hidden;
    this.#mark.hidden = true;
  }

  /** @param {RecordingState} state */
  show(state) {
    this.#place.hidden = false;
    const stopped = state.alarm === "disk_full" || state.alarm === "disk_fault";
    this.#mark.hidden = stopped;
    this.#warn(state.alarm ?? "");
    setText(this.#proof, stopped ? "" : t(`recording.proof.${sentenceOf(state)}`));
    this.#tell(state.interruptions);
    const gaps = state.tracks.reduce((sum, track) => sum + track.gaps, 0);
    const size = t("recording.proof.size", { time: duration(state.seconds), size: sizeText(state.bytes) });
    setText(this.#size, state.bytes ? [size, ...(gaps ? [tn("recording.proof.gaps", gaps)] : [])].join(" · ") : "");
    setText(this.#left, stopped || state.left_s === null ? "" : leftText(state.left_s));
  }

  /** The server ended meanwhile, and went on by itself. @param {{missing_s: number}[]} interruptions */
  #tell(interruptions) {
    const time = duration(Math.ceil(interruptions.reduce((sum, one) => sum + one.missing_s, 0)));
    const said = interruptions.length ? tn("recording.resumed", interruptions.length, { time }) : "";
    const place = /** @type {HTMLElement} */ (this.#resumed.lastElementChild);
    if (said && place.textContent !== said) announce(said);
    setText(place, said);
    this.#resumed.hidden = !said;
  }

  /** @param {string} alarm */
  #warn(alarm) {
    this.#alarm.hidden = !alarm;
    if (alarm) setText(/** @type {HTMLElement} */ (this.#alarm.lastElementChild), t(`recording.alarm.${alarm}`));
    if (alarm && alarm !== this.#said) alert(t(`recording.alarm.${alarm}`));
    this.#said = alarm;
  }
}

/** @param {RecordingState} state */
function sentenceOf({ tracks, readable }) {
  if (!tracks.length) return "nobody";
  return readable === null ? "unknown" : readable ? "readable" : "unreadable";
}

/** "12 min 34 s", "9 s". @param {number} seconds */
function duration(seconds) {
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  if (!hours && !minutes) return `${seconds}\u00a0s`;
  return hours ? `${hours}\u00a0h\u00a0${String(minutes).padStart(2, "0")}` : `${minutes}\u00a0min\u00a0${String(seconds % 60).padStart(2, "0")}\u00a0s`;
}

/** @param {number} seconds */
function leftText(seconds) {
  const hours = Math.floor(seconds / 3600);
  if (hours < 2) return t("recording.proof.left.minutes", { n: Math.floor(seconds / 60) });
  return hours < 48 ? t("recording.proof.left", { n: hours }) : t("recording.proof.left.days", { n: Math.floor(hours / 24) });
}
