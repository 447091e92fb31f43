import assert from "node:assert/strict";
import test from "node:test";
import { filledPosts, rmsDb } from "../../../web/static/js/protocol/level.js";

for (const [level_db, posts] of [[-Infinity, 0], [-60, 0], [-36, 5], [-12, 9], [0, 9]]) {
  test(`${level_db} dB fills ${posts} of nine posts`, () => assert.equal(filledPosts(level_db, 9), posts));
}

test("a full-scale sine is 3 dB below full scale", () => {
  const sine = Float32Array.from({ length: 4800 }, (_, i) => Math.sin((2 * Math.PI * i) / 48));
  assert.ok(Math.abs(rmsDb(sine) + 3.01) < 0.01);
});

test("silence has no level", () => assert.equal(rmsDb(new Float32Array(128)), -Infinity));
