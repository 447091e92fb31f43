import assert from "node:assert/strict";
import test from "node:test";
import { clockFace, endOf } from "../../../web/static/js/protocol/countdown.js";

const timer = { ends_at: "2026-03-03T14:05:00Z", seconds: 300, label: null };
const date = Date.parse("2026-03-03T14:03:00Z");

test("a timer just started lasts its seconds, on a device whose date is wrong too", () => {
  assert.equal(endOf(timer, 1000, date + 86_400_000, true), 1300);
});

test("a timer found on arrival ends at its instant", () => {
  assert.equal(endOf(timer, 1000, date, false), 1120);
});

test("a wrong date makes it neither longer than it is nor negative", () => {
  assert.equal(endOf(timer, 1000, date - 86_400_000, false), 1300);
  assert.equal(endOf(timer, 1000, date + 86_400_000, false), 1000);
});

for (const [seconds, face] of [[245, "4:05"], [60, "1:00"], [59.2, "1:00"], [0.4, "0:01"], [0, "0:00"], [-3, "0:00"], [3720, "1:02:00"]]) {
  test(`${seconds} s is ${face}`, () => assert.equal(clockFace(seconds), face));
}
