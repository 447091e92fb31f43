import assert from "node:assert/strict";
import test from "node:test";
import { Roster } from "../../../web/static/js/protocol/roster.js";
import { SharedState } from "../../../web/static/js/protocol/shared-state.js";

const chat = (id) => ({ type: "chat", id, person: "a", name: "Paule", text: "Bonjour", at: "2026-03-03T14:00:00Z" });
const welcome = (more = {}) => ({ type: "welcome", person: "me", role: "animateur", session: null, people: [], cameras: [], ...more });

test("a welcome of an older server, which says nothing of these, leaves everything calm", () => {
  const state = new SharedState();
  state.apply({ type: "locked", on: true });
  state.apply(chat("1"));
  state.apply(welcome());
  assert.equal(state.locked, false);
  assert.deepEqual(state.chat, []);
  assert.equal(state.poll, null);
});

test("what is written is kept in order, once, and erased by its id", () => {
  const state = new SharedState();
  state.apply(welcome({ chat: [{ id: "0", person: "a", name: "Luc", text: "…", at: "2026-03-03T13:59:00Z" }] }));
  assert.equal(state.apply(chat("1")), true);
  assert.equal(state.apply(chat("1")), false);
  state.apply(chat("2"));
  state.apply({ type: "chat.gone", id: "1" });
  assert.deepEqual(state.chat.map((one) => one.id), ["0", "2"]);
  assert.equal("type" in state.chat[1], false);
});

test("an evening's talk does not grow for ever", () => {
  const state = new SharedState();
  for (let id = 0; id < 250; id++) state.apply(chat(String(id)));
  assert.equal(state.chat.length, 200);
  assert.equal(state.chat.at(-1).id, "249");
});

for (const [message, field, value] of [
  [{ type: "timer", timer: { ends_at: "x", left_s: 60, seconds: 60, label: "" } }, "timer", { ends_at: "x", left_s: 60, seconds: 60, label: "" }],
  [{ type: "poll", poll: null }, "poll", null],
  [{ type: "spotlight", spotlight: { camera: "c1" } }, "spotlight", { camera: "c1" }],
  [{ type: "locked", on: true }, "locked", true],
  [{ type: "resource", shown: "r1" }, "shown", "r1"],
  [{ type: "recording", recording: { on: true, by: "Sandrine" } }, "recording", { on: true, by: "Sandrine" }],
  [{ type: "consent", answer: "voice", at: "x", parent: null }, "consent", { answer: "voice", at: "x", parent: null }],
]) {
  test(`${message.type} is remembered`, () => {
    const state = new SharedState();
    assert.equal(state.apply(message), true);
    assert.deepEqual(state[field], value);
  });
}

test("a message of a newer server changes nothing", () => {
  assert.equal(new SharedState().apply({ type: "fireworks" }), false);
});

test("a resource taken off the list is no longer shown", () => {
  const state = new SharedState();
  const recipe = { id: "r1", title: "La recette", kind: "page", url: "/x" };
  state.apply(welcome({ resources: [recipe], resource: "r1" }));
  assert.deepEqual(state.shownResource(), recipe);
  state.apply({ type: "resources", resources: [] });
  assert.equal(state.shownResource(), null);
});

test("hands are in the order last told; who has left is not among them", () => {
  const roster = new Roster();
  const person = (id) => ({ id, name: id, role: "resident", device: "page", presence: "here", microphone: false, camera: false });
  roster.apply(welcome({ people: [person("a"), person("b"), person("c")], hands: ["b", "a"] }), 0);
  assert.deepEqual(roster.hands().map((one) => one.id), ["b", "a"]);
  assert.deepEqual(["a", "b", "c"].map((id) => roster.handOf(id)), [2, 1, 0]);
  roster.apply({ type: "person.gone", id: "b" }, 1);
  assert.deepEqual(roster.hands().map((one) => one.id), ["a"]);
  roster.apply({ type: "hands", hands: ["c", "a"] }, 2);
  assert.deepEqual(roster.hands().map((one) => one.id), ["c", "a"]);
});

test("several people may change at once", () => {
  const roster = new Roster();
  const person = (id, microphone) => ({ id, name: id, role: "resident", device: "page", presence: "here", microphone, camera: false });
  roster.apply(welcome({ people: [person("a", true), person("b", true)] }), 0);
  roster.apply({ type: "people", people: [person("a", false), person("b", false)] }, 1);
  assert.deepEqual(roster.homes().map((one) => one.microphone), [false, false]);
});
