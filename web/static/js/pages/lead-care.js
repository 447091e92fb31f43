// Recording and attendance on the lead page: what each person answered, who is counted.
import { byId, setText } from "../components/dom.js";
import { t } from "../text.js";

/** @typedef {import("../protocol/room-client.js").RoomClient} RoomClient */
/** @typedef {import("../protocol/messages").ConsentAnswer} ConsentAnswer */

const MOST_IN_ROOM = 500;

export class LeadCare {
  /** Counted in the room, as this page last said or heard. */ #inRoom = 0;

  /** @param {RoomClient} client @param {(path: string) => Promise<Response | null>} get */
  constructor(client, get) {
    this.client = client;
    this.get = get;
    byId("recording-ask").onclick = () => client.send({ type: "recording.ask", on: !client.roster.shared.recording?.on });
    byId("room-less").onclick = () => this.#count(this.#inRoom - 1);
    byId("room-more").onclick = () => this.#count(this.#inRoom + 1);
  }

  /** How many were counted before this page came. @param {string} session */
  async load(session) {
    const response = await this.get(`/api/attendance/${encodeURIComponent(session)}`);
    if (!response?.ok) return;
    this.#inRoom = (await response.json()).in_room ?? 0;
    this.update();
  }

  update() {
    this.#showRecording();
    this.#showAttendance();
  }

  #showRecording() {
    const { shared } = this.client.roster;
    const asking = shared.recording?.on ?? false;
    byId("recording").hidden = shared.profile?.recording === "never";
    byId("recording-on").hidden = !asking;
    setText(byId("recording-ask"), t(asking ? "recording.stop" : "recording.ask"));
    setText(byId("recording-counts"), asking ? this.#counts() : t("recording.note"));
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
    const companions = roster.homes().filter((person) => person.companion).length;
    const home = roster.homes().length - companions;
    setText(byId("count-room"), String(this.#inRoom));
    setText(byId("count-home"), String(home));
    setText(byId("count-all"), String(this.#inRoom + home));
    setText(byId("room-count"), String(this.#inRoom));
    const session = roster.session;
    if (session) byId("sheet").setAttribute("href", `/presences/${session.id}`);
  }

  /** @param {number} n */
  #count(n) {
    if (n < 0 || n > MOST_IN_ROOM) return;
    this.#inRoom = n;
    this.client.send({ type: "attendance.count", in_room: n });
    this.update();
  }
}
