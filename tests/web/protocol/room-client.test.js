// One participant over a stand-in socket and peer connections: what they live through.
import assert from "node:assert/strict";
import test, { mock } from "node:test";
import { FakeConnection, FakeSocket, settle } from "./fakes.js";

const { RoomClient } = await import("../../../web/static/js/protocol/room-client.js");
await import("../../../web/static/js/protocol/publisher.js"); // Fetched at the welcome: here it is known already.

const WELCOME = { type: "welcome", person: "me", role: "resident", session: { id: "s" }, people: [], cameras: [], resume: "r" };

function scene() {
  FakeSocket.all = [];
  const connections = [];
  globalThis.WebSocket = FakeSocket;
  globalThis.RTCPeerConnection = class extends FakeConnection {
    constructor() {
      super();
      connections.push(this);
    }
  };
  mock.timers.enable({ apis: ["setTimeout", "setInterval", "Date"] });
  const states = [], errors = [];
  const client = new RoomClient({
    url: "ws://room/ws", token: "t", name: "Monique", device: "page", language: "fr",
    onState: (state, reason) => states.push(reason ? `${state} ${reason}` : state),
    onRoster: () => undefined, onTracks: () => undefined, onError: (reason) => errors.push(reason),
  });
  const socket = () => FakeSocket.all.at(-1);
  const arrive = () => {
    socket().opens();
    socket().says(WELCOME);
  };
  const said = (type) => socket().sent.filter((message) => message.type === type);
  return { client, states, errors, connections, socket, arrive, said };
}

/** Plays the server's and the network's part of a publication. */
async function received({ socket, connections }) {
  await settle();
  socket().says({ type: "publish.answer", sdp: "answer" });
  await settle();
  connections.at(-1).becomes("connected");
  await settle();
}

test.afterEach(() => mock.timers.reset());

test("entering, waiting, live", () => {
  const { client, states, socket } = scene();
  client.enter();
  socket().opens();
  socket().says({ type: "waiting", reason: "lobby", session: null, resume: "r" });
  socket().says(WELCOME);
  assert.deepEqual(states, ["waiting lobby", "live"]);
});

for (const [message, state] of [
  [{ type: "refused", reason: "full" }, "refused full"],
  [{ type: "removed" }, "removed"],
  [{ type: "ended" }, "ended"],
]) {
  test(`"${message.type}" is the end`, () => {
    const { client, states, socket } = scene();
    client.enter();
    socket().opens();
    socket().says(message);
    socket().breaks();
    mock.timers.tick(60_000);
    assert.deepEqual(states, [state]);
    assert.equal(FakeSocket.all.length, 1);
  });
}

test("a cut is told once, and what was on is on again", async () => {
  const { client, states, arrive, socket, said, connections } = scene();
  client.enter();
  arrive();
  const done = client.publish("microphone", "voice");
  await received({ socket, connections });
  await done;
  socket().breaks();
  mock.timers.tick(300);
  socket().breaks();
  mock.timers.tick(1000);
  arrive();
  await received({ socket, connections });
  assert.deepEqual(states, ["live", "cut", "live"]);
  assert.deepEqual(said("join")[0].resume, "r");
  assert.deepEqual(said("microphone"), [{ type: "microphone", on: true }]);
});

test("what is switched on during a cut goes out after it", async () => {
  const { client, arrive, socket, said, connections } = scene();
  client.enter();
  arrive();
  socket().breaks();
  await client.publish("camera", "face");
  mock.timers.tick(300);
  arrive();
  await received({ socket, connections });
  assert.deepEqual(said("camera"), [{ type: "camera", on: true }]);
});

test("a cut in the middle of switching on is not told as a failure", async () => {
  const { client, states, arrive, socket, said, connections } = scene();
  client.enter();
  arrive();
  const done = client.publish("microphone", "voice");
  await settle();
  socket().breaks();
  mock.timers.tick(300);
  arrive();
  await received({ socket, connections });
  await done;
  mock.timers.tick(3000);
  assert.deepEqual(said("microphone"), [{ type: "microphone", on: true }]);
  assert.deepEqual(states, ["live", "cut", "live"]);
});

test("after a failure the same device can be tried again", async () => {
  const { client, arrive, socket, said, connections } = scene();
  client.enter();
  arrive();
  const failed = assert.rejects(client.publish("microphone", "voice"));
  await settle();
  socket().says({ type: "error", about: "publish.offer", reason: "sdp" });
  await failed;
  const done = client.publish("microphone", "voice");
  await received({ socket, connections });
  await done;
  assert.equal(said("publish.offer").length, 2);
  assert.deepEqual(said("microphone"), [{ type: "microphone", on: true }]);
});

test("the same wish is said once, and anew after a cut", () => {
  const { client, arrive, socket, said } = scene();
  client.enter();
  arrive();
  client.watch({ a: "high" });
  client.watch({ a: "high" });
  assert.equal(said("watch").length, 1);
  socket().breaks();
  mock.timers.tick(300);
  arrive();
  client.watch({ a: "high" });
  assert.equal(said("watch").length, 1);
});

test("leaving is said, and everything is given back", async () => {
  const { client, states, arrive, socket, said, connections } = scene();
  client.enter();
  arrive();
  client.leave();
  assert.deepEqual(said("leave"), [{ type: "leave" }]);
  assert.deepEqual(states, ["live", "left"]);
  assert.ok(connections.every((connection) => connection.connectionState === "closed"));
  assert.equal(socket().readyState, 3);
});

test("what the server cannot do is told", () => {
  const { client, errors, arrive, socket } = scene();
  client.enter();
  arrive();
  socket().says({ type: "error", about: "session.open", reason: "busy" });
  assert.deepEqual(errors, ["busy"]);
});
