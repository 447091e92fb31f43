import assert from "node:assert/strict";
import test from "node:test";
import { cameraAt, cutAt, History, passagesOf, replayTime, sourceTime, UNTOUCHED, withBlur, withBlurAt, withCamera, withCut, withDrop, withoutCut } from "../../../web/static/js/protocol/film-edits.js";

const ranges = (...pairs) => pairs.map(([from_s, to_s]) => ({ from_s, to_s }));
const cut = (...pairs) => pairs.reduce((edits, [from_s, to_s]) => withCut(edits, from_s, to_s), UNTOUCHED);

for (const [what, cuts, expected] of [
  ["two that are apart", [[5, 6], [1, 2]], [[1, 2], [5, 6]]],
  ["two that touch are one", [[1, 2], [2, 3]], [[1, 3]]],
  ["one over several", [[1, 2], [4, 5], [0, 10]], [[0, 10]]],
  ["one inside another", [[0, 10], [3, 4]], [[0, 10]]],
  ["hardly anything", [[3, 3.01]], []],
  ["backwards", [[4, 3]], []],
]) test(`cuts: ${what}`, () => assert.deepEqual(cut(...cuts).cuts, ranges(...expected)));

test("a cut is taken back where one stands in it", () => {
  const edits = cut([1, 2], [5, 6]);
  assert.deepEqual(withoutCut(edits, 5.5).cuts, ranges([1, 2]));
  assert.deepEqual(withoutCut(edits, 3), edits);
  assert.deepEqual(cutAt(edits, 5), { from_s: 5, to_s: 6 });
  assert.equal(cutAt(edits, 6), null);
});

test("a camera lasts until the next; the same twice is once", () => {
  let edits = withCamera(withCamera(UNTOUCHED, 10, "a"), 20, "b");
  assert.deepEqual([0, 10, 19, 20, 99].map((at) => cameraAt(edits, at)), [null, "a", "a", "b", "b"]);
  edits = withCamera(edits, 15, "a");
  assert.equal(edits.camera.length, 2);
  assert.deepEqual(withCamera(edits, 20, "a").camera, [{ from_s: 10, track: "a" }]);
  assert.deepEqual(withCamera(edits, 10, null).camera, [{ from_s: 20, track: "b" }]);
});

test("the passages cover everything once", () => {
  const edits = withCamera(withCamera(cut([0, 5], [30, 40]), 10, "a"), 20, null);
  assert.deepEqual(passagesOf(edits, 0, 40), [
    { from_s: 0, to_s: 5, cut: true, track: null },
    { from_s: 5, to_s: 10, cut: false, track: null },
    { from_s: 10, to_s: 20, cut: false, track: "a" },
    { from_s: 20, to_s: 30, cut: false, track: null },
    { from_s: 30, to_s: 40, cut: true, track: null },
  ]);
  assert.deepEqual(passagesOf(UNTOUCHED, 3, 9), [{ from_s: 3, to_s: 9, cut: false, track: null }]);
});

test("blurs and people", () => {
  const blur = { from_s: 0, to_s: 1, x: 0, y: 0, w: 1, h: 1 };
  const edits = withBlur(UNTOUCHED, blur);
  assert.deepEqual(withBlurAt(edits, 0, { ...blur, w: 0.5 }).blur, [{ ...blur, w: 0.5 }]);
  assert.deepEqual(withBlurAt(edits, 0, null).blur, []);
  assert.deepEqual(withDrop(withDrop(withDrop(UNTOUCHED, "a", true), "a", true), "b", true).drop, ["a", "b"]);
  assert.deepEqual(withDrop(withDrop(UNTOUCHED, "a", true), "a", false).drop, []);
});

test("times of the replay and of the source", () => {
  const kept = ranges([10, 20], [30, 35]);
  for (const [source, replay] of [[10, 0], [15, 5], [31, 11], [35, 15]]) {
    assert.equal(replayTime(kept, source), replay);
    assert.equal(sourceTime(kept, replay), source);
  }
  assert.equal(replayTime(kept, 25), null);
  assert.equal(sourceTime(kept, 99), 35);
});

test("undone and done again; a new act forgets what was undone", () => {
  const history = new History(0);
  history.undo();
  assert.deepEqual([history.now, history.mayUndo, history.mayRedo], [0, false, false]);
  for (const next of [1, 2, 2, 3]) history.take(next);
  history.undo();
  history.undo();
  assert.equal(history.now, 1);
  history.redo();
  assert.equal(history.now, 2);
  history.take(9);
  assert.equal(history.mayRedo, false);
  history.undo();
  assert.equal(history.now, 2);
});
