// Subtitles as WebVTT (W3C, 2019), as far as an editor of plain lines needs it. Pure.
import { replayTime, sourceTime } from "./film-edits.js";

/** @typedef {{from_s: number, to_s: number, text: string, settings: string}} Cue */
/** @typedef {import("./film-edits.js").Range} Range */

const TIMING = /^((?:\d{2,}:)?[0-5]\d:[0-5]\d\.\d{3})[ \t]+-->[ \t]+((?:\d{2,}:)?[0-5]\d:[0-5]\d\.\d{3})[ \t]*(.*)$/;
const SHOWN_S = 3;

/** @param {string} file @returns {Cue[]} what can be read of it */
export function readWebVtt(file) {
  const blocks = file.replace(/^\uFEFF/, "").replace(/\r\n?/g, "\n").split(/\n{2,}/);
  return blocks.flatMap((block) => {
    const lines = block.split("\n").filter((line) => line.trim());
    const at = lines.findIndex((line) => TIMING.test(line));
    const timing = at < 0 || at > 1 ? null : TIMING.exec(lines[at]);
    if (!timing) return [];
    return [{ from_s: secondsOf(timing[1]), to_s: secondsOf(timing[2]), text: lines.slice(at + 1).join("\n"), settings: timing[3].trim() }];
  });
}

/** @param {Cue[]} cues @returns {string} those that say something */
export function writeWebVtt(cues) {
  const said = cues.filter((cue) => cue.text.trim() && cue.to_s > cue.from_s);
  const blocks = said.map((cue) => `${timeText(cue.from_s)} --> ${timeText(cue.to_s)}${cue.settings && ` ${cue.settings}`}\n${cue.text.trim().replace(/\n{2,}/g, "\n").replaceAll("-->", "→")}`);
  return `${["WEBVTT", ...blocks].join("\n\n")}\n`;
}

/** Where they are in what was recorded. @param {Cue[]} cues @param {Range[]} kept @returns {Cue[]} */
export function inSource(cues, kept) {
  return cues.map((cue) => ({ ...cue, from_s: sourceTime(kept, cue.from_s), to_s: sourceTime(kept, cue.to_s) }));
}

/** Where they are in the replay; those that were left out are not. @param {Cue[]} cues @param {Range[]} kept @returns {Cue[]} */
export function inReplay(cues, kept) {
  return cues.flatMap((cue) => {
    const part = kept.find((one) => cue.from_s >= one.from_s && cue.from_s < one.to_s);
    const from_s = part ? replayTime(kept, cue.from_s) : null;
    if (!part || from_s === null) return [];
    const to_s = replayTime(kept, cue.to_s) ?? from_s + Math.min(cue.to_s, part.to_s) - cue.from_s;
    return [{ ...cue, from_s, to_s }];
  });
}

/** One more from here on, until the next one begins. @param {Cue[]} cues @param {number} at_s @param {number} ended_s of the film @returns {Cue[]} */
export function withCue(cues, at_s, ended_s) {
  const next = cues.find((cue) => cue.from_s > at_s);
  const to_s = Math.min(at_s + SHOWN_S, next?.from_s ?? ended_s);
  return [...cues, { from_s: at_s, to_s, text: "", settings: "" }].sort((a, b) => a.from_s - b.from_s);
}

/** @param {string} time */
function secondsOf(time) {
  return time.split(":").reduce((total, part) => total * 60 + Number(part), 0);
}

/** @param {number} seconds */
function timeText(seconds) {
  const ms = Math.round(seconds * 1000);
  const two = (/** @type {number} */ value) => String(Math.floor(value)).padStart(2, "0");
  return `${two(ms / 3_600_000)}:${two((ms / 60_000) % 60)}:${two((ms / 1000) % 60)}.${String(ms % 1000).padStart(3, "0")}`;
}
