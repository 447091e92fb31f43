// Recording and attendance on the lead page: what each person answered, whether it is recorded, who
// is counted.
import { byId, setText } from "../components/dom.js";
import { t } from "../text.js";

/** @typedef {import("../protocol/room-client.js").RoomClient} RoomClient */
/** @typedef {import("../protocol/messages").ConsentAnswer} ConsentAnswer */
/** @typedef {import("../protocol/messages").Counts} Counts */
/** @typedef {import("../protocol/messages").ServerMessage} ServerMessage */

const MOST_IN_ROOM = 500;

export class LeadCare {
  /** Heads counted in the room, as this page last said or heard. */ #inRoom = 0;
  /** Those who take part now, by the sheet. @type {Counts | null} */ #here = null;
  #room = /** @type {HTMLInputElement} */ (byId("recording-room"));
  /** Loaded when something is first recorded. @type {import("./lead-recording.js").RecordingProof | null} */ #proof = null;

  /** @param {RoomClient} client */
  constructor(client) {
    this.client = client;
    byId("recording-ask").onclick = () => client.send({ type: "recording.ask", on: !client.roster.shared.recording?.on });
    byId("recording-start").onclick = () => client.send({ type: "recording.start" });
    byId("recording-end").onclick = () => client.send({ type: "recording.stop" });
    this.#room.onchange = () => client.send({ type: "recording.room", agree: this.#room.checked });
    byId("room-less").onclick = () => this.#count(this.#inRoom - 1);
    byId("room-more").onclick = () => this.#count(this.#inRoom + 1);
  }

  /** @param {ServerMessage} message */
  received(message) {
    if (message.type === "recording.state") void this.#prove(message);
    // Said again, so that the box shows what the server knows: it may have refused.
    if (message.type === "recording") this.#room.checked = message.recording?.room ?? false;
    if (message.type !== "attendance") return;
    this.#here = message.here;
    this.#inRoom = message.in_room;
  }

  update() {
    this.#showRecording();
    this.#showAttendance();
  }

  #showRecording() {
    const { profile, recording } = this.client.roster.shared;
    const [asking, started, writing] = [recording?.on ?? false, recording?.started ?? false, recording?.writing ?? false];
    byId("recording").hidden = profile?.recording === "never";
    byId("recording-on").hidden = !asking;
    setText(byId("recording-state"), t(`recording.state.${writing ? "writing" : !started ? "asked" : this.#proof?.shown ? "stopped" : "opening"}`));
    byId("recording-start").hidden = started;
    byId("recording-end").hidden = !started;
    byId("recording-ask").hidden = started;
    setText(byId("recording-ask"), t(asking ? "recording.stop" : "recording.ask"));
    setText(byId("recording-counts"), asking ? this.#counts() : t("recording.note"));
    if (!started) this.#proof?.ended();
  }

  /** @param {import("../protocol/messages").RecordingState} state */
  async #prove(state) {
    if (!this.#proof) {
      const { RecordingProof } = await import("./lead-recording.js");
      this.#proof ??= new RecordingProof(this.client);
    }
    this.#proof.show(state);
    this.update();
  }

  #counts() {
    const homes = this.client.roster.homes();
    const gave = (/** @type {ConsentAnswer | null} */ answer) => homes.filter((person) => (person.consent ?? null) === answer).length;
    const parts = [["yes", gave("yes")], ["voice", gave("voice")], ["no", gave("no")], ["none", gave(null)]];
    const said = parts.filter(([, n]) => n).map(([key, n]) => t(`recording.count.${key}`, { n }));
    return said.length ? t("recording.only", { answers: said.join(", ") }) : t("recording.nobody");
  }

  #showAttendance() {
    const { roster } = this.client;
    const home = this.#here?.home ?? roster.homes().filter((person) => !person.companion).length;
    const room = Math.max(this.#here?.room ?? 0, this.#inRoom);
    setText(byId("count-room"), String(room));
    setText(byId("count-home"), String(home));
    setText(byId("count-all"), String(room + home + (this.#here?.phone ?? 0)));
    setText(byId("room-count"), String(this.#inRoom));
    const session = roster.session;
    // Whoever came by a link has no account: the link opens the sheet too.
    if (session) byId("sheet").setAttribute("href", `/presences/${session.id}${location.hash}`);
  }

  /** @param {number} n */
  #count(n) {
    if (n < 0 || n > MOST_IN_ROOM) return;
    this.#inRoom = n;
    this.client.send({ type: "attendance.count", in_room: n });
    this.update();
  }
}
