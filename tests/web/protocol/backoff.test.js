import assert from "node:assert/strict";
import test from "node:test";
import { reconnectDelayMs } from "../../../web/static/js/protocol/backoff.js";

const MIDDLE = () => 0.5;

test("delays grow, then stay short", () => {
  assert.deepEqual([0, 1, 2, 3, 4, 5, 50].map((attempt) => reconnectDelayMs(attempt, MIDDLE)), [200, 500, 1000, 2000, 3000, 3000, 3000]);
});

test("homes do not come back at the same instant", () => {
  assert.equal(reconnectDelayMs(2, () => 0), 750);
  assert.equal(reconnectDelayMs(2, () => 1), 1250);
});
