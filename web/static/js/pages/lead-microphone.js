// The room's own microphone, for whoever leads: whether home hears it, cutting it, taking another one.
import { byId, el, setIcon, setText } from "../components/dom.js";
import { MicGauge } from "../components/mic-gauge.js";
import { mutedBy } from "../protocol/room-microphone.js";
import { t } from "../text.js";

/** @typedef {import("../protocol/messages").KitStatus} KitStatus */
/** @typedef {import("../protocol/messages").Session} Session */
/** @typedef {import("../protocol/room-client.js").RoomClient} RoomClient */

const HEARD_DBOV = -50;
const SPEAKING_DBOV = -30;

export class LeadMicrophone {
  #gauge = /** @type {MicGauge} */ (byId("gauge"));
  #choice = /** @type {HTMLSelectElement} */ (byId("room-microphone"));
  #offered = "";
  /** Whether home has heard this room: only then a silent microphone is a lost one. */
  #heard = false;

  /** @param {RoomClient} client */
  constructor(client) {
    this.client = client;
    byId("room-mute").onclick = () => client.send({ type: "room.microphone", on: mutedBy(client.roster) !== null });
    this.#choice.onchange = () => client.send({ type: "room.microphone.choose", id: this.#choice.value });
    byId("unheard-change").onclick = () => this.#choice.focus();
  }

  /** @param {Session} session */
  update(session) {
    const { roster, state } = this.client;
    const microphone = roster.roomMicrophone();
    const level = roster.kit?.microphone?.level_dbov ?? (roster.roomSpeaks() ? SPEAKING_DBOV : -Infinity);
    const by = mutedBy(roster);
    this.#heard ||= microphone === true;
    this.#gauge.level = microphone ? level : -Infinity;
    if (by !== null) setText(byId("heard"), t("lead.room.muted", { name: by }));
    else setText(byId("heard"), t(`lead.room.${microphone === null ? "unknown" : !microphone ? "off" : level <= HEARD_DBOV ? "silent" : session.state === "open" ? "heard" : "works"}`));
    const live = state === "live" && session.state === "open";
    const lost = microphone !== true || roster.kit?.microphone?.state === "missing";
    byId("unheard").hidden = !(live && this.#heard && lost && by === null);
    byId("room-mute").hidden = microphone === null;
    setText(byId("room-mute-words"), t(by === null ? "lead.room.mute" : "lead.room.unmute"));
    setIcon(byId("room-mute").querySelector("svg") ?? byId("room-mute"), by === null ? "micx" : "mic");
    this.#offer(roster.kit?.microphones ?? []);
  }

  /** Drawn anew only when there are others: a list that is open stays open.
   * @param {NonNullable<KitStatus["microphones"]>} microphones */
  #offer(microphones) {
    const several = microphones.length > 1;
    byId("room-choice").hidden = !several;
    byId("unheard-change").hidden = !several;
    const offered = JSON.stringify(microphones);
    if (offered === this.#offered) return;
    this.#offered = offered;
    this.#choice.replaceChildren(...microphones.map(({ id, label }) => el("option", { value: id }, label || t("lead.room.own"))));
    this.#choice.value = microphones.find(({ current }) => current)?.id ?? "";
  }
}
