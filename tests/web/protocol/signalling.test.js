import assert from "node:assert/strict";
import test, { mock } from "node:test";
import { FakeSocket } from "./fakes.js";
import { Signalling } from "../../../web/static/js/protocol/signalling.js";

function scene(more = {}) {
  FakeSocket.all = [];
  mock.timers.enable({ apis: ["setTimeout", "setInterval", "Date"] });
  const heard = [];
  let cuts = 0;
  const signalling = new Signalling({
    url: "ws://room/ws",
    join: { type: "join", token: "t", name: "Monique" },
    onMessage: (message) => heard.push(message.type),
    onCut: () => cuts++,
    ...more,
    openSocket: (url, protocol) => new FakeSocket(url, protocol),
  });
  signalling.connect();
  return { signalling, heard, cuts: () => cuts, last: () => FakeSocket.all.at(-1), sockets: FakeSocket.all };
}

test.afterEach(() => mock.timers.reset());

test("joins first, under the subprotocol", () => {
  const { last } = scene();
  last().opens();
  assert.equal(last().protocol, "passerelle.v1");
  assert.deepEqual(last().sent, [{ type: "join", token: "t", name: "Monique" }]);
});

test("a page loaded again joins at its place", () => {
  const { last, signalling } = scene({ resume: "r7" });
  last().opens();
  assert.equal(last().sent[0].resume, "r7");
  last().says({ type: "welcome", resume: "r8" });
  signalling.reconnect();
  last().opens();
  assert.equal(last().sent[0].resume, "r8");
});

test("comes back by itself with what the welcome gave", () => {
  const { last, sockets, cuts } = scene();
  last().opens();
  last().says({ type: "welcome", resume: "r1" });
  last().breaks();
  assert.equal(cuts(), 1);
  mock.timers.tick(300);
  assert.equal(sockets.length, 2);
  last().opens();
  assert.deepEqual(last().sent, [{ type: "join", token: "t", name: "Monique", resume: "r1" }]);
});

test("someone who waits keeps their place in the waiting room", () => {
  const { last } = scene();
  last().opens();
  last().says({ type: "waiting", reason: "lobby", resume: "w1" });
  last().breaks();
  mock.timers.tick(300);
  last().opens();
  assert.equal(last().sent[0].resume, "w1");
});

test("goes on trying, and is back within three seconds and a half of the network", () => {
  const { last, sockets } = scene();
  for (let failures = 0; failures < 12; failures++) {
    last().breaks();
    const tried = sockets.length;
    for (let waited = 0; waited < 3800 && sockets.length === tried; waited += 50) mock.timers.tick(50);
    assert.equal(sockets.length, tried + 1);
  }
});

test("a line that says nothing is cut, though nobody closed it", () => {
  const { last, cuts, sockets } = scene();
  last().opens();
  last().says({ type: "welcome" });
  mock.timers.tick(2000);
  assert.deepEqual(last().sent.at(-1), { type: "ping" });
  mock.timers.tick(6000);
  assert.equal(cuts(), 1);
  mock.timers.tick(300);
  assert.equal(sockets.length, 2);
});

test("any message proves that the line lives", () => {
  const { last, cuts } = scene();
  last().opens();
  for (let second = 0; second < 30; second++) {
    mock.timers.tick(1000);
    last().says({ type: "speaking", people: [] });
  }
  assert.equal(cuts(), 0);
});

for (const type of ["refused", "removed", "ended"]) {
  test(`after "${type}" it does not knock again`, () => {
    const { last, sockets, heard, cuts } = scene();
    last().opens();
    last().says({ type });
    last().breaks();
    mock.timers.tick(60_000);
    assert.deepEqual(heard, [type]);
    assert.equal(sockets.length, 1);
    assert.equal(cuts(), 0);
  });
}

test("a network that came back is tried at once", () => {
  const { last, signalling, sockets } = scene();
  last().opens();
  last().says({ type: "welcome" });
  signalling.reconnect();
  assert.equal(sockets.length, 2);
  assert.equal(sockets[0].readyState, 3);
});

test("a late word from an old socket is not heard", () => {
  const { last, signalling, sockets, heard } = scene();
  last().opens();
  signalling.reconnect();
  sockets[0].says({ type: "welcome" });
  assert.deepEqual(heard, []);
});

test("a stopped line stays stopped", () => {
  const { last, signalling, sockets } = scene();
  last().opens();
  signalling.stop();
  last().breaks();
  signalling.reconnect();
  mock.timers.tick(60_000);
  assert.equal(sockets.length, 1);
});
