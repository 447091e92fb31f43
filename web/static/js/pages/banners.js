// What is so for a while, told above the picture: stepped aside, leading, in the room, a room that is silent; the line.
import { byId, setText } from "../components/dom.js";
import { mutedBy } from "../protocol/room-microphone.js";
import { t } from "../text.js";

/** @typedef {import("../protocol/roster.js").Roster} Roster */
/** @typedef {import("../protocol/messages").ClientMessage} ClientMessage */
/** Somebody with whom one stepped aside. @typedef {{name: string | null} | null} Side */
/** @typedef {{sentence: string, act?: {label: string, do: () => void}}} Situation */

export class SituationBanner {
  #banner = byId("situation");
  #act = byId("situation-act");

  /** @param {(message: ClientMessage) => void} send @param {(on: boolean) => void} beCompanion */
  constructor(send, beCompanion) {
    this.send = send;
    this.beCompanion = beCompanion;
  }

  /** @param {Roster} roster @param {{side: Side, companion: boolean}} own */
  update(roster, own) {
    const situation = this.#now(roster, own);
    this.#banner.hidden = !situation;
    setText(byId("situation-sentence"), situation?.sentence ?? "");
    this.#act.hidden = !situation?.act;
    setText(this.#act, situation?.act?.label ?? "");
    this.#act.onclick = situation?.act?.do ?? null;
  }

  /** @param {Roster} roster @param {{side: Side, companion: boolean}} own @returns {Situation | null} */
  #now(roster, { side, companion }) {
    const self = roster.people.get(roster.self ?? "");
    if (side) {
      return { sentence: t("aside.with", { name: side.name || t("host.default") }), act: { label: t("aside.back"), do: () => this.send({ type: "side.close" }) } };
    }
    if (self?.leads) return { sentence: t("handed.lead"), act: { label: t("handed.back"), do: () => this.send({ type: "lead.take", person: self.id }) } };
    if (companion) return { sentence: t("room.companion.short"), act: { label: t("room.companion.leave"), do: () => this.beCompanion(false) } };
    const name = mutedBy(roster);
    return name === null ? null : { sentence: t("room.silent", { name }) };
  }
}

/** @param {import("../protocol/line-quality.js").LineQuality} quality */
export function showLine(quality) {
  byId("line").hidden = quality === "ok";
  setText(byId("line-sentence"), quality === "ok" ? "" : t(quality === "weak" ? "net.weak" : "net.audio"));
}
