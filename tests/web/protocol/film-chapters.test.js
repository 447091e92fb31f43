import assert from "node:assert/strict";
import test from "node:test";
import { shownChapters, withChapter, withChapterAs } from "../../../web/static/js/protocol/film-chapters.js";
import { UNTOUCHED } from "../../../web/static/js/protocol/film-edits.js";

const found = [{ at_s: 0, title: "Bonjour" }, { at_s: 60, title: "" }, { at_s: 120, title: "La pâte" }];
const titles = (edits) => shownChapters(edits, found).map((one) => one.title);

test("those that were found are shown until one is changed", () => {
  assert.equal(shownChapters(UNTOUCHED, found), found);
  assert.deepEqual(shownChapters({ ...UNTOUCHED, chapters: [] }, found), []);
});

test("the first of one's own makes a list of all that have a title", () => {
  const edits = withChapter(UNTOUCHED, found, { at_s: 30, title: "Le four" });
  assert.deepEqual(titles(edits), ["Bonjour", "Le four", "La pâte"]);
  assert.equal(UNTOUCHED.chapters, null);
});

test("none begins where one begins already; a scene without a title is none", () => {
  assert.equal(withChapter(UNTOUCHED, found, { at_s: 120.2, title: "Encore" }), UNTOUCHED);
  assert.deepEqual(titles(withChapter(UNTOUCHED, found, { at_s: 60, title: "Les œufs" })), ["Bonjour", "Les œufs", "La pâte"]);
});

test("one is renamed, moved, deleted", () => {
  assert.deepEqual(titles(withChapterAs(UNTOUCHED, found, found[1], { title: "Les œufs" })), ["Bonjour", "Les œufs", "La pâte"]);
  assert.deepEqual(withChapterAs(UNTOUCHED, found, found[0], { at_s: 200 }).chapters, [{ at_s: 120, title: "La pâte" }, { at_s: 200, title: "Bonjour" }]);
  const none = found.reduce((edits) => withChapterAs(edits, found, shownChapters(edits, found)[0], null), UNTOUCHED);
  assert.deepEqual(none.chapters, []);
});
