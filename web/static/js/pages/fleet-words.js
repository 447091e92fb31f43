// What the fleet page says of a kit: its state, its times.
import { clockTime, dayName, t, tn } from "../text.js";

/** @typedef {{id: string, name: string, phone: string}} Centre */
/**
 * @typedef {object} Kit
 * @property {string} id
 * @property {string} name
 * @property {{slug: string, name: string}} room
 * @property {Centre} centre
 * @property {string} state
 * @property {boolean} to_see
 * @property {boolean} portable
 * @property {string | null} seen_at
 * @property {string | null} tested_at
 * @property {number} findings
 * @property {"fault" | "warning" | null} worst
 * @property {{at: string, text: string} | null} fault
 * @property {{title: string, starts_at: string} | null} coming
 * @property {Program | null} release
 */
/** What a kit runs. `version` is what the phase is about; `may`: what can be asked of it.
 * @typedef {{phase: string, running: string | null, previous?: string | null, offered?: string | null, version?: string | null, back?: boolean, percent?: number | null, reason?: string | null, near?: string | null, may: string[]}} Program */
/** @typedef {{slug: string, name: string, centre: Centre}} Room */
/** @typedef {{severity: "note" | "warning" | "fault", sentence: string, to_do: string, key: string, about: string, measure: string, evidence: string | null, index: number}} Finding */
/** @typedef {{role: string, label: string, live: boolean, still: boolean}} FleetCamera */
/** What is set from afar beside the profile. @typedef {{gain_percent?: number, exposure?: number, crop?: number[], preset?: string}} Adjusted */
/** @typedef {Kit & {cameras: FleetCamera[], microphone: {state: string, level_dbov: number | null} | null, blurred: boolean, report: {id: number, at: string, asked: string, findings: Finding[]} | null, profile: string, presets: Record<string, {name: string, label: string}[]>, adjusted: Record<string, Adjusted>, fault_code: string, history: {at: string, kind: string, who: string, detail: string}[], now: string}} KitDetail */

/** "14 h 20", or "mardi 3 mars" when it is another day. @param {string} iso */
export function when(iso) {
  const date = new Date(iso);
  return date.toDateString() === new Date().toDateString() ? clockTime(iso) : dayName(date).toLowerCase();
}

/** "hier, 14 h 20". @param {string} iso */
export function instant(iso) {
  const date = new Date(iso);
  return date.toDateString() === new Date().toDateString() ? clockTime(iso) : `${dayName(date)}, ${clockTime(iso)}`;
}

/** One line under the room's name. @param {Kit} kit */
export function stateSentence(kit) {
  if (kit.fault) return t("fleet.state.fault");
  switch (kit.state) {
    case "findings": return tn("fleet.findings", kit.findings);
    case "ready": return t("fleet.state.ready", { when: when(kit.tested_at ?? "") });
    case "lost": return t("fleet.state.lost", { when: instant(kit.seen_at ?? "") });
    case "away": return t("fleet.state.away", { when: when(kit.seen_at ?? "") });
    default: return t(`fleet.state.${kit.state}`);
  }
}

/** The icon and the tone of a state. @param {Kit} kit @returns {[string, "v" | "a" | "r" | "doux"]} */
export function stateLook(kit) {
  if (kit.state === "lost" || kit.fault) return ["att", "r"];
  if (kit.state === "findings") return ["att", kit.worst === "fault" ? "r" : "a"];
  if (kit.state === "ready" || kit.state === "session") return ["ok", "v"];
  return [kit.state === "away" ? "reseau" : "heure", "doux"];
}

/** "à jour": how it is with its program. @param {Kit} kit */
export function programSaid(kit) {
  const program = kit.release;
  return program ? t(`fleet.program.is.${program.phase}`, { n: program.percent ?? 0 }) : "";
}

/** What happens and what to do. @param {Kit} kit */
export function programHow(kit) {
  const program = kit.release;
  if (!program) return "";
  const how = t(`fleet.program.how.${program.phase}`, { version: program.version ?? "", when: program.near ? instant(program.near) : "" });
  return `${how} ${programWhy(program.reason)}`.trim();
}

/** Why a version was given up; empty for what only newer kits know. @param {string | null} [reason] */
export function programWhy(reason) {
  const key = `fleet.program.why.${reason}`;
  const why = reason ? t(key) : "";
  return why === key ? "" : why;
}

const UNDER_WAY = ["asked", "fetching", "building", "trying"];

/** Whether it changes by the second. @param {Kit} kit */
export function programMoves(kit) {
  return UNDER_WAY.includes(kit.release?.phase ?? "");
}

/** @param {Kit} kit @returns {[string, "v" | "a" | "r" | "doux"]} */
export function programLook(kit) {
  switch (kit.release?.phase) {
    case "current": case "kept": return ["ok", "v"];
    case "failed": return ["att", "r"];
    case "offered": return ["plus", "doux"];
    default: return [programMoves(kit) ? "refaire" : "heure", "doux"];
  }
}

/** @param {"note" | "warning" | "fault"} severity */
export function tone(severity) {
  return severity === "fault" ? "r" : severity === "warning" ? "a" : "v";
}
