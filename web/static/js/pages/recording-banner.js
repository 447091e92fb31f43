// The sign of a recording, there as long as it lasts, and the way to one's own answer. Nobody who
// has not answered is recorded: the question can be put away, the sign cannot.
import { alert } from "../components/announcer.js";
import { byId, setText } from "../components/dom.js";
import { t } from "../text.js";

/** @typedef {import("../protocol/room-client.js").RoomClient} RoomClient */

export class RecordingBanner {
  #banner = byId("recording");
  /** The asking that was last put before the person. */ #asked = "";

  /** @param {() => RoomClient} client */
  constructor(client) {
    this.client = client;
    byId("my-choice").onclick = () => void this.#ask();
  }

  update() {
    const { roster } = this.client();
    const { recording, consent } = roster.shared;
    const on = recording?.on ?? false;
    this.#banner.hidden = !on;
    if (!on) {
      this.#asked = "";
      // What is asked no longer needs no answer.
      return /** @type {HTMLDialogElement | null} */ (document.querySelector("dialog.plein"))?.close();
    }
    setText(byId("recording-sentence"), `${t(recording?.writing ? "rec.on" : "rec.soon")} ${t(this.#part())}`);
    const asking = recording?.since ?? "on";
    if (asking === this.#asked) return;
    this.#asked = asking;
    alert(t("rec.started"));
    if (!consent) void this.#ask();
  }

  /** What of oneself is in it: a child's yes counts with a parent's. */
  #part() {
    const { roster } = this.client();
    const { consent } = roster.shared;
    const child = roster.people.get(roster.self ?? "")?.minor;
    if (!consent || consent.answer === "no" || (child && !consent.parent)) return "rec.out";
    return consent.answer === "yes" ? "rec.in" : "rec.voice";
  }

  async #ask() {
    const { askConsent } = await import("./consent.js");
    askConsent(this.client());
  }
}
