import assert from "node:assert/strict";
import test from "node:test";
import { TimeLeft } from "../../../web/static/js/protocol/time-left.js";

const after = (...seen) => {
  const left = new TimeLeft();
  for (const [done, now_ms] of seen) left.add(done, now_ms);
  return left;
};

for (const [what, seen, expected] of [
  ["nothing seen", [], null],
  ["too early to say", [[0, 0], [10, 1000]], null],
  ["a steady rate", [[0, 0], [10, 2000], [20, 4000]], 16],
  ["nothing moves", [[10, 0], [10, 9000]], null],
  ["what was long ago no longer counts", [[0, 0], [60, 1000], [61, 31_000], [62, 61_000]], 1140],
]) test(what, () => assert.equal(after(...seen).seconds(100), expected));
