import assert from "node:assert/strict";
import test from "node:test";
import { difference } from "../../../web/static/js/protocol/echo.js";
import { gradeChecks, median, verdictOf } from "../../../web/static/js/protocol/line-test.js";

const echo = (more = {}) => ({ connected: true, sent_bps: 600_000, received_bps: 600_000, loss_up: 0, loss_down: 0, jitter_ms: 10, path: "direct", ...more });
const line = (more = {}) => ({ round_trip_ms: 40, socket: true, echo: echo(), ...more });

for (const [what, measures, verdict] of [
  ["everything passes", line(), "good"],
  ["a slow way up", line({ echo: echo({ sent_bps: 200_000 }) }), "fair"],
  ["no picture worth sending, but one to see", line({ echo: echo({ sent_bps: 50_000 }) }), "fair"],
  ["a far server", line({ round_trip_ms: 900 }), "fair"],
  ["some loss", line({ echo: echo({ loss_down: 0.06 }) }), "fair"],
  ["no picture comes", line({ echo: echo({ received_bps: 30_000 }) }), "sound"],
  ["much loss", line({ echo: echo({ loss_down: 0.3 }) }), "sound"],
  ["a browser that sent no sound, over a line that passes", line({ echo: echo({ loss_up: null, loss_down: null }) }), "good"],
  ["media is blocked", line({ echo: echo({ connected: false }) }), "blocked"],
  ["a server without an echo", line({ echo: null }), "answers"],
  ["no answer at all", line({ round_trip_ms: null }), "silent"],
  ["a proxy that lets no WebSocket through", line({ socket: false }), "silent"],
]) {
  test(`${what}: ${verdict}`, () => assert.equal(verdictOf(measures), verdict));
}

test("each check has its own grade", () => {
  assert.deepEqual(gradeChecks(line({ echo: echo({ sent_bps: 130_000, loss_up: 0.5, jitter_ms: 100 }) })), {
    answers: "good", picture_in: "good", sound_in: "fair", voice_out: "bad", picture_out: "fair",
  });
  assert.deepEqual(new Set(Object.values(gradeChecks(line({ echo: null })))), new Set(["good", "unknown"]));
});

test("the median is one of the values; of none there is none", () => {
  assert.equal(median([30, 10, 20]), 20);
  assert.equal(median([10, 20]), 10);
  assert.equal(median([]), null);
});

test("rates are those between two readings", () => {
  const before = { at_ms: 1000, sent: 0, received: 1000, came: 100, lost: 4, loss_up: 0, jitter_ms: 5, path: "direct" };
  const after = { at_ms: 3000, sent: 100_000, received: 51_000, came: 190, lost: 14, loss_up: 0.02, jitter_ms: 7, path: "direct" };
  assert.deepEqual(difference(before, after), { connected: true, sent_bps: 400_000, received_bps: 200_000, loss_up: 0.02, loss_down: 0.1, jitter_ms: 7, path: "direct" });
});

test("a picture that came without any sound says nothing of the sound", () => {
  const before = { at_ms: 0, sent: 0, received: 0, came: 0, lost: 0, loss_up: 0, jitter_ms: 0, path: "direct" };
  const { connected, loss_up, loss_down } = difference(before, { ...before, at_ms: 1000, received: 50_000 });
  assert.deepEqual({ connected, loss_up, loss_down }, { connected: true, loss_up: null, loss_down: null });
  assert.equal(gradeChecks(line({ echo: echo({ loss_up: null, loss_down: null }) })).sound_in, "unknown");
});

test("nothing that came is a line that does not pass", () => {
  const silent = { at_ms: 0, sent: 0, received: 0, came: 0, lost: 0, loss_up: 0, jitter_ms: 0, path: "direct" };
  assert.equal(difference(silent, { ...silent, at_ms: 1000 }).connected, false);
});
