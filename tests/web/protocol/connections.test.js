// The two peer connections over a stand-in for the browser's.
import assert from "node:assert/strict";
import test, { mock } from "node:test";

import { FakeConnection, settle } from "./fakes.js";

const { CAMERA_LAYERS, Publisher } = await import("../../../web/static/js/protocol/publisher.js");
const { Subscriber } = await import("../../../web/static/js/protocol/subscriber.js");

function subscriber() {
  const sent = [], tracks = [];
  const lost = mock.fn(), media = [];
  const connection = new FakeConnection();
  const made = new Subscriber({ iceServers: [], send: (m) => sent.push(m), onTracks: (t) => tracks.push(t), onLost: lost, onMedia: (flows) => media.push(flows), createConnection: () => connection });
  return { made, connection, sent, tracks, lost, media };
}

test.afterEach(() => mock.timers.reset());

test("an offer is answered with its generation, and its tracks are found by mid", async () => {
  const { made, sent, tracks } = subscriber();
  await made.receive({ sdp: "0 1", generation: 7, tracks: [{ mid: "1", track: "x", kind: "video", person: "kit" }, { mid: "9", track: "y", kind: "audio", person: null }] });
  assert.deepEqual(sent, [{ type: "subscribe.answer", sdp: "answer to 0 1", generation: 7 }]);
  assert.deepEqual(tracks, [[{ mid: "1", track: "x", kind: "video", person: "kit", media: "media-1" }]]);
  made.close();
});

test("two channels are played when the activity asks for them", async () => {
  const connection = new FakeConnection();
  const made = new Subscriber({ iceServers: [], send: () => undefined, onTracks: () => undefined, onLost: () => undefined, onMedia: () => undefined, stereo: true, createConnection: () => connection });
  await made.receive({ sdp: "0", generation: 1, tracks: [] });
  assert.match(connection.localDescription.sdp, /a=fmtp:111 stereo=1/);
  made.close();
});

test("offers that overlap are answered one after the other", async () => {
  const { made, sent } = subscriber();
  await Promise.all([made.receive({ sdp: "0", generation: 1, tracks: [] }), made.receive({ sdp: "0 1", generation: 2, tracks: [] })]);
  assert.deepEqual(sent.map((m) => [m.generation, m.sdp]), [[1, "answer to 0"], [2, "answer to 0 1"]]);
  made.close();
});

test("a faltering connection asks for a restart, then is given up", () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const { connection, sent, lost } = subscriber();
  connection.becomes("connected");
  connection.becomes("disconnected");
  mock.timers.tick(500);
  assert.deepEqual(sent, [{ type: "subscribe.restart" }]);
  mock.timers.tick(3000);
  assert.equal(lost.mock.callCount(), 1);
});

test("a network that lets nothing through is told, and tried again without a cut", async () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const { made, connection, sent, lost, media } = subscriber();
  for (let generation = 1; generation <= 3; generation++) {
    await made.receive({ sdp: "0", generation, tracks: [] });
    mock.timers.tick(10_000);
    mock.timers.tick(2000);
    assert.deepEqual(sent.at(-1), { type: "subscribe.restart" });
  }
  assert.deepEqual(media, [false, false, false]);
  assert.equal(lost.mock.callCount(), 0);
  connection.becomes("connected");
  assert.equal(media.at(-1), true);
  mock.timers.tick(60_000);
  assert.equal(sent.filter((m) => m.type === "subscribe.restart").length, 3);
});

test("a connection that recovers is left in peace", () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const { connection, sent, lost } = subscriber();
  connection.becomes("disconnected");
  mock.timers.tick(400);
  connection.becomes("connected");
  mock.timers.tick(60_000);
  assert.deepEqual(sent, []);
  assert.equal(lost.mock.callCount(), 0);
});

function publisher(more = {}) {
  const sent = [];
  const lost = mock.fn();
  const connection = new FakeConnection();
  const made = new Publisher({ iceServers: [], send: (m) => sent.push(m), onLost: lost, createConnection: () => connection, ...more });
  return { made, connection, sent, lost };
}

const ANSWER = "a=rtpmap:111 opus/48000/2\r\n";

async function opened(source, track, more) {
  const scene = publisher(more);
  const done = scene.made.set(source, track);
  await settle();
  scene.made.answer(ANSWER);
  await settle();
  scene.connection.becomes("connected");
  await done;
  return scene;
}

test("a microphone is said to be on once the room can receive it", async () => {
  const { made, connection, sent } = publisher();
  const done = made.set("microphone", "voice");
  await settle();
  assert.deepEqual(sent, [{ type: "publish.offer", sdp: "offer", tracks: [{ mid: "0", source: "microphone" }] }]);
  made.answer("answer");
  await settle();
  assert.equal(sent.length, 1);
  connection.becomes("connected");
  await done;
  assert.deepEqual(sent.at(-1), { type: "microphone", on: true });
  assert.deepEqual(connection.remote, ["answer"]);
});

test("a camera goes out in two layers, the small one first", async () => {
  const { connection } = await opened("camera", "face");
  assert.deepEqual(connection.transceivers[0].options.sendEncodings, CAMERA_LAYERS);
  assert.deepEqual(CAMERA_LAYERS.map(({ rid, scaleResolutionDownBy }) => [rid, scaleResolutionDownBy]), [["q", 2], ["h", 1]]);
});

test("an instrument is coded in two channels, with the bits it needs", async () => {
  const { connection } = await opened("microphone", "guitar", { sound: { stereo: true, bitrate_bps: 128_000 } });
  assert.deepEqual(connection.transceivers[0].options.sendEncodings, [{ maxBitrate: 128_000 }]);
  assert.deepEqual(connection.remote, ["a=rtpmap:111 opus/48000/2\r\na=fmtp:111 maxaveragebitrate=128000;stereo=1\r\n"]);
});

test("a screen is said to be shown, its sound goes with it", async () => {
  const { made, sent } = await opened("screen", "window");
  const done = made.set("screen_audio", "music");
  await settle();
  made.answer(ANSWER);
  await done;
  assert.deepEqual(sent.map((m) => m.type), ["publish.offer", "screen", "publish.offer"]);
});

test("off and on again changes the track, not the description", async () => {
  const { made, connection, sent } = await opened("microphone", "voice");
  await made.set("microphone", null);
  await made.set("microphone", "voice2");
  assert.deepEqual(connection.transceivers[0].sender.replaceTrack.mock.calls.map((call) => call.arguments[0]), [null, "voice2"]);
  assert.deepEqual(sent.map((m) => m.type), ["publish.offer", "microphone", "microphone", "microphone"]);
  assert.deepEqual(sent.slice(1).map((m) => m.on), [true, false, true]);
});

test("a second source joins the same connection", async () => {
  const { made, sent } = await opened("microphone", "voice");
  const done = made.set("camera", "face");
  await settle();
  made.answer("answer");
  await done;
  assert.deepEqual(sent[2].tracks, [{ mid: "0", source: "microphone" }, { mid: "1", source: "camera" }]);
  assert.deepEqual(sent.at(-1), { type: "camera", on: true });
});

test("a room that does not answer is told as a failure, not waited for", async () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const { made } = publisher();
  const done = made.set("microphone", "voice");
  const failed = assert.rejects(done, /no answer in time/);
  await settle();
  mock.timers.tick(8000);
  await failed;
});

test("an offer that is not taken is a failure at once", async () => {
  const { made } = publisher();
  const done = made.set("camera", "face");
  const failed = assert.rejects(done, /sdp/);
  await settle();
  made.refuse("sdp");
  await failed;
});

test("a failed connection is told once, a closed one never", async () => {
  const { connection, lost, made } = await opened("microphone", "voice");
  connection.becomes("failed");
  assert.equal(lost.mock.callCount(), 1);
  made.close();
});
