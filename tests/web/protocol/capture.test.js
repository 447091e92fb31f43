import assert from "node:assert/strict";
import test, { mock } from "node:test";
import { capture, captureProblem, willAsk } from "../../../web/static/js/protocol/capture.js";

const named = (name) => Object.assign(new Error(name), { name });
const machine = (value) => Object.defineProperty(globalThis, "navigator", { value, configurable: true });

for (const [name, problem] of [
  ["NotAllowedError", "refused"], ["SecurityError", "refused"], ["NotFoundError", "none"],
  ["OverconstrainedError", "none"], ["NotReadableError", "busy"], ["AbortError", "busy"],
]) {
  test(`${name} is told as "${problem}"`, async () => {
    assert.equal(captureProblem(named(name)), problem);
    machine({ mediaDevices: { getUserMedia: async () => { throw named(name); } } });
    await assert.rejects(capture("camera"), { problem });
  });
}

test("a page over plain HTTP has no devices to ask for", async () => {
  machine({});
  await assert.rejects(capture("microphone"), { problem: "unsafe" });
});

test("a microphone is asked for with echo cancelled", async () => {
  const getUserMedia = mock.fn(async () => ({ getTracks: () => ["track"] }));
  machine({ mediaDevices: { getUserMedia } });
  assert.equal(await capture("microphone"), "track");
  assert.deepEqual(getUserMedia.mock.calls[0].arguments[0], { audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true } });
});

test("music is asked for as it is", async () => {
  const getUserMedia = mock.fn(async () => ({ getTracks: () => ["track"] }));
  machine({ mediaDevices: { getUserMedia } });
  await capture("microphone", { original: true, stereo: true, deviceId: "desk" });
  assert.deepEqual(getUserMedia.mock.calls[0].arguments[0], {
    audio: { echoCancellation: true, noiseSuppression: false, autoGainControl: false, channelCount: { ideal: 2 }, deviceId: { exact: "desk" } },
  });
});

for (const [state, asks] of [["prompt", true], ["granted", false], ["denied", false]]) {
  test(`with a permission that is ${state}, the browser ${asks ? "asks" : "does not ask"}`, async () => {
    machine({ permissions: { query: async () => ({ state }) } });
    assert.equal(await willAsk("camera"), asks);
  });
}

test("a browser that cannot tell is taken to ask", async () => {
  machine({ permissions: { query: async () => { throw new TypeError(); } } });
  assert.equal(await willAsk("microphone"), true);
});
