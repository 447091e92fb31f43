// What somebody decides about a film: passages left out, which camera, what is blurred, who is left
// out. Every act gives a new list of decisions, so that each can be undone. Times are seconds of what
// was recorded. Pure.

/** @typedef {{from_s: number, to_s: number}} Range */
/** @typedef {{from_s: number, track: string | null}} Camera null: chosen by who speaks */
/** @typedef {Range & {x: number, y: number, w: number, h: number}} Blur a rectangle in parts of the picture, 0 to 1 */
/** A direction worth a look. @typedef {{name: string, yaw_deg: number, pitch_deg: number, view_deg: number, text: string}} Place */
/** `chapters`: null for those that were found.
 * @typedef {{cuts: Range[], camera: Camera[], blur: Blur[], drop: string[], poster_s: number | null, chapters: import("./film-chapters.js").Chapter[] | null, places: Place[]}} Edits */
/** @typedef {Range & {cut: boolean, track: string | null}} Passage */

/** @type {Edits} */
export const UNTOUCHED = { cuts: [], camera: [], blur: [], drop: [], poster_s: null, chapters: null, places: [] };
/** Shorter, nobody sees what it is. */
const PASSAGE_MIN_S = 0.1;
const UNDONE_MAX = 200;
/** What only shows once it is made anew. */
const MADE = /** @type {const} */ (["cuts", "camera", "blur", "drop", "poster_s"]);

/** @param {Edits} before @param {Edits} after */
export function needsMaking(before, after) {
  return MADE.some((part) => before[part] !== after[part]);
}

/** This is left out, with whatever was left out next to it. @param {Edits} edits @param {number} from_s @param {number} to_s @returns {Edits} */
export function withCut(edits, from_s, to_s) {
  if (to_s - from_s < PASSAGE_MIN_S) return edits;
  const apart = edits.cuts.filter((cut) => cut.to_s < from_s || cut.from_s > to_s);
  const joined = edits.cuts.filter((cut) => !apart.includes(cut));
  const whole = { from_s: Math.min(from_s, ...joined.map((cut) => cut.from_s)), to_s: Math.max(to_s, ...joined.map((cut) => cut.to_s)) };
  return { ...edits, cuts: [...apart, whole].sort((a, b) => a.from_s - b.from_s) };
}

/** What is left out at this time comes back. @param {Edits} edits @param {number} at_s @returns {Edits} */
export function withoutCut(edits, at_s) {
  return { ...edits, cuts: edits.cuts.filter((cut) => !covers(cut, at_s)) };
}

/** @param {Edits} edits @param {number} at_s @returns {Range | null} */
export function cutAt(edits, at_s) {
  return edits.cuts.find((cut) => covers(cut, at_s)) ?? null;
}

/** @param {Edits} edits @param {number} at_s @returns {string | null} */
export function cameraAt(edits, at_s) {
  return edits.camera.filter((one) => one.from_s <= at_s).at(-1)?.track ?? null;
}

/** From here to the next change it is this camera. @param {Edits} edits @param {number} at_s @param {string | null} track @returns {Edits} */
export function withCamera(edits, at_s, track) {
  const others = edits.camera.filter((one) => Math.abs(one.from_s - at_s) >= PASSAGE_MIN_S);
  const every = [...others, { from_s: at_s, track }].sort((a, b) => a.from_s - b.from_s);
  return { ...edits, camera: every.filter((one, index) => one.track !== (every[index - 1]?.track ?? null)) };
}

/** @param {Edits} edits @param {Blur} blur @returns {Edits} */
export function withBlur(edits, blur) {
  return { ...edits, blur: [...edits.blur, blur] };
}

/** @param {Edits} edits @param {number} index @param {Blur | null} blur null: none any more @returns {Edits} */
export function withBlurAt(edits, index, blur) {
  return { ...edits, blur: edits.blur.flatMap((one, at) => (at !== index ? [one] : blur ? [blur] : [])) };
}

/** @param {Edits} edits @param {string} person @param {boolean} dropped @returns {Edits} */
export function withDrop(edits, person, dropped) {
  const others = edits.drop.filter((one) => one !== person);
  return { ...edits, drop: dropped ? [...others, person] : others };
}

/** From the first second to the last: what is left out, and which camera shows the rest.
 * @param {Edits} edits @param {number} began_s @param {number} ended_s @returns {Passage[]} */
export function passagesOf(edits, began_s, ended_s) {
  const times = new Set([began_s, ended_s, ...edits.camera.map((one) => one.from_s), ...edits.cuts.flatMap((one) => [one.from_s, one.to_s])]);
  const inside = [...times].filter((time) => time >= began_s && time <= ended_s).sort((a, b) => a - b);
  /** @type {Passage[]} */
  const found = [];
  for (let index = 1; index < inside.length; index++) {
    const [from_s, to_s] = [inside[index - 1], inside[index]];
    const cut = cutAt(edits, from_s) !== null;
    const track = cut ? null : cameraAt(edits, from_s);
    const before = found.at(-1);
    if (before && before.cut === cut && before.track === track) before.to_s = to_s;
    else found.push({ from_s, to_s, cut, track });
  }
  return found;
}

/** @param {Range} range @param {number} at_s */
function covers(range, at_s) {
  return range.from_s <= at_s && at_s < range.to_s;
}

/** Time of the replay at which something of the source is; null: it was left out.
 * @param {Range[]} kept parts of the source that are in the replay @param {number} source_s */
export function replayTime(kept, source_s) {
  let before_s = 0;
  for (const part of kept) {
    if (source_s >= part.from_s && source_s <= part.to_s) return before_s + source_s - part.from_s;
    before_s += part.to_s - part.from_s;
  }
  return null;
}

/** @param {Range[]} kept @param {number} replay_s @returns {number} */
export function sourceTime(kept, replay_s) {
  let left_s = replay_s;
  for (const part of kept) {
    if (left_s <= part.to_s - part.from_s) return part.from_s + left_s;
    left_s -= part.to_s - part.from_s;
  }
  return kept.at(-1)?.to_s ?? replay_s;
}

/** What was, what is, what was undone. @template T */
export class History {
  /** @type {T[]} */ #before = [];
  /** @type {T[]} */ #after = [];

  /** @param {T} now */
  constructor(now) {
    this.now = now;
  }

  get mayUndo() {
    return this.#before.length > 0;
  }

  get mayRedo() {
    return this.#after.length > 0;
  }

  /** @param {T} next */
  take(next) {
    if (next === this.now) return;
    this.#before = [...this.#before, this.now].slice(-UNDONE_MAX);
    this.#after = [];
    this.now = next;
  }

  undo() {
    const before = this.#before.pop();
    if (before === undefined) return;
    this.#after.push(this.now);
    this.now = before;
  }

  redo() {
    const after = this.#after.pop();
    if (after === undefined) return;
    this.#before.push(this.now);
    this.now = after;
  }
}
