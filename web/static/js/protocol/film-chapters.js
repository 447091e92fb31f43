// The chapters of a film, in seconds of what was recorded: those that were found are a proposal, until
// somebody changes one of them. Pure.

/** @typedef {import("./film-edits.js").Edits} Edits */
/** `title` is empty where a scene changes and nobody said to what. @typedef {{at_s: number, title: string}} Chapter */

/** Nearer to one another, it is the same moment. */
const SAME_S = 0.5;

/** @param {Edits} edits @param {Chapter[]} found @returns {Chapter[]} */
export function shownChapters(edits, found) {
  return edits.chapters ?? found;
}

/** One more begins here, unless one does already. @param {Edits} edits @param {Chapter[]} found @param {Chapter} chapter @returns {Edits} */
export function withChapter(edits, found, chapter) {
  const before = shownChapters(edits, found);
  if (before.some((one) => one.title && Math.abs(one.at_s - chapter.at_s) < SAME_S)) return edits;
  return withList(edits, [...before, chapter]);
}

/** @param {Edits} edits @param {Chapter[]} found @param {Chapter} changed of those shown @param {Partial<Chapter> | null} by null: it is none any more @returns {Edits} */
export function withChapterAs(edits, found, changed, by) {
  return withList(edits, shownChapters(edits, found).flatMap((one) => (one !== changed ? [one] : by ? [{ ...one, ...by }] : [])));
}

/** A list that somebody made has titles alone. @param {Edits} edits @param {Chapter[]} chapters @returns {Edits} */
function withList(edits, chapters) {
  return { ...edits, chapters: chapters.filter((one) => one.title.trim()).sort((a, b) => a.at_s - b.at_s) };
}
