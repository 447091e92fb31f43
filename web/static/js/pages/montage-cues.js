// Subtitles of a replay as the server keeps them, in the time of the replay; here in that of its source.
import { inReplay, inSource, readWebVtt, writeWebVtt } from "../protocol/webvtt.js";
import { ask, input } from "./desk.js";

/** @typedef {import("../protocol/webvtt.js").Cue} Cue */
/** @typedef {{from_s: number, to_s: number}[]} Kept */

/** Those there are in its language; whether somebody has read them is shown.
 * @param {any} replay @param {Kept} kept @returns {Promise<Cue[]>} */
export async function savedCues(replay, kept) {
  const subtitles = (replay.media?.subtitles ?? []).find((/** @type {any} */ one) => one.language === replay.language);
  input("reviewed").checked = subtitles?.reviewed ?? false;
  if (!subtitles) return [];
  const response = await fetch(pathOf(replay), { cache: "no-store" }).catch(() => null);
  return response?.ok ? inSource(readWebVtt(await response.text()), kept) : [];
}

/** None left: there are no subtitles any more.
 * @param {any} replay @param {Cue[]} written @param {Kept} kept @returns {Promise<import("./desk.js").Answer>} */
export async function saveCues(replay, written, kept) {
  const cues = inReplay(written, kept);
  if (!cues.some((cue) => cue.text.trim())) {
    const answer = await ask("DELETE", pathOf(replay));
    return answer.status === 404 ? { ...answer, ok: true } : answer;
  }
  const headers = { "X-Passerelle": "1", "Content-Type": "text/vtt" };
  const response = await fetch(`${pathOf(replay)}?reviewed=${input("reviewed").checked ? 1 : 0}`, { method: "PUT", headers, body: writeWebVtt(cues) }).catch(() => null);
  return { ok: response?.ok ?? false, status: response?.status ?? 0, body: (await response?.json().catch(() => ({}))) ?? {} };
}

/** @param {any} replay */
function pathOf(replay) {
  return `/api/replays/${replay.id}/subtitles/${replay.language}`;
}
