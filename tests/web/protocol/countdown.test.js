import assert from "node:assert/strict";
import test from "node:test";
import { clockFace } from "../../../web/static/js/protocol/countdown.js";

for (const [seconds, face] of [[245, "4:05"], [60, "1:00"], [59.2, "1:00"], [0.4, "0:01"], [0, "0:00"], [-3, "0:00"], [3720, "1:02:00"]]) {
  test(`${seconds} s is ${face}`, () => assert.equal(clockFace(seconds), face));
}
