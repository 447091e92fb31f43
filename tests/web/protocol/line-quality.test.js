import assert from "node:assert/strict";
import test from "node:test";
import { judgeLine, readLine } from "../../../web/static/js/protocol/line-quality.js";

const reading = (audioReceived, audioLost, frames, rtt_ms = 40) => ({ audioReceived, audioLost, frames, rtt_ms });

test("counters of all sounds and all pictures are added up", () => {
  assert.deepEqual(readLine([
    { type: "inbound-rtp", kind: "audio", packetsReceived: 100, packetsLost: 2 },
    { type: "inbound-rtp", kind: "audio", packetsReceived: 50, packetsLost: -1 },
    { type: "inbound-rtp", kind: "video", framesReceived: 30 },
    { type: "candidate-pair", nominated: true, currentRoundTripTime: 0.12 },
    { type: "candidate-pair", nominated: false, currentRoundTripTime: 9 },
    { type: "codec" },
  ]), { audioReceived: 150, audioLost: 2, frames: 30, rtt_ms: 120 });
});

for (const [what, before, now, wantsPicture, quality] of [
  ["everything flows", reading(0, 0, 0), reading(250, 2, 60), true, "ok"],
  ["one packet in ten is lost", reading(0, 0, 0), reading(225, 25, 60), true, "weak"],
  ["it takes a second to come", reading(0, 0, 0), reading(250, 0, 60, 1000), true, "weak"],
  ["the picture stands still", reading(100, 0, 60), reading(350, 0, 60), true, "audio_only"],
  ["no picture is looked at", reading(100, 0, 60), reading(350, 0, 60), false, "ok"],
  ["nobody speaks and nothing comes", reading(100, 0, 60), reading(100, 0, 60), true, "ok"],
  ["the connection is another one", reading(900, 90, 600), reading(50, 0, 12), true, "ok"],
]) {
  test(`${what}: ${quality}`, () => assert.equal(judgeLine(before, now, wantsPicture), quality));
}
