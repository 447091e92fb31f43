import assert from "node:assert/strict";
import test from "node:test";
import { Roster } from "../../../web/static/js/protocol/roster.js";

const person = (id, more = {}) => ({ id, name: id, role: "resident", device: "page", presence: "here", microphone: false, camera: false, ...more });
const kit = (more = {}) => person("kit", { role: "kit", device: "agent", ...more });

function welcomed(people = [], cameras = []) {
  const roster = new Roster();
  roster.apply({ type: "welcome", person: "me", role: "resident", session: { id: "s" }, people, cameras }, 0);
  return roster;
}

test("a welcome replaces everything that was known", () => {
  const roster = welcomed([person("me"), person("gone")], [{ id: "c1", role: "salle" }]);
  roster.apply({ type: "welcome", person: "me2", role: "resident", session: { id: "s" }, people: [person("me2")], cameras: [] }, 1);
  assert.deepEqual(roster.homes().map((p) => p.id), ["me2"]);
  assert.equal(roster.self, "me2");
  assert.equal(roster.cameras.size, 0);
});

test("homes are the residents who are in, in order of arrival", () => {
  const roster = welcomed([kit(), person("a"), person("w", { presence: "waiting" })]);
  roster.apply({ type: "person", person: person("b") }, 1);
  roster.apply({ type: "person", person: person("a", { microphone: true }) }, 2);
  assert.deepEqual(roster.homes().map((p) => p.id), ["a", "b"]);
  assert.deepEqual(roster.waiting().map((p) => p.id), ["w"]);
  roster.apply({ type: "person", person: person("w") }, 3);
  assert.deepEqual(roster.homes().map((p) => p.id), ["a", "w", "b"]);
});

test("who left no longer speaks", () => {
  const roster = welcomed([person("a")]);
  roster.apply({ type: "speaking", people: ["a"] }, 1);
  roster.apply({ type: "person.gone", id: "a" }, 2);
  assert.deepEqual([...roster.speaking], []);
  assert.deepEqual(roster.homes(), []);
});

test("a voice is remembered until it stopped", () => {
  const roster = welcomed([person("a")]);
  roster.apply({ type: "speaking", people: ["a"] }, 10);
  roster.apply({ type: "speaking", people: [] }, 25);
  assert.equal(roster.spokeAt.get("a"), 25);
});

for (const [people, expected] of [
  [[], null],
  [[kit({ microphone: true })], true],
  [[kit()], false],
  [[kit({ device: "screen", microphone: true })], null],
]) {
  test(`the room's microphone is ${expected} with ${people.map((p) => `${p.device} ${p.microphone}`).join() || "nobody"}`, () => {
    assert.equal(welcomed(people).roomMicrophone(), expected);
  });
}

test("the room speaks when its kit does", () => {
  const roster = welcomed([kit(), person("a")]);
  roster.apply({ type: "speaking", people: ["a"] }, 1);
  assert.equal(roster.roomSpeaks(), false);
  roster.apply({ type: "speaking", people: ["a", "kit"] }, 2);
  assert.equal(roster.roomSpeaks(), true);
});

test("the main camera comes first, then the others by label", () => {
  const cameras = [["c", "partition", "Partition"], ["a", "mains", "Gros plan mains"], ["b", "salle", "Salle"]];
  const roster = welcomed([], cameras.map(([id, role, label]) => ({ id, role, label })));
  assert.deepEqual(roster.orderedCameras().map((camera) => camera.id), ["b", "a", "c"]);
});

test("cameras come, change and go", () => {
  const roster = welcomed();
  roster.apply({ type: "camera", camera: { id: "c", label: "Salle" } }, 1);
  roster.apply({ type: "camera", camera: { id: "c", label: "La salle" } }, 2);
  assert.equal(roster.cameras.get("c").label, "La salle");
  assert.equal(roster.apply({ type: "camera.gone", id: "c" }, 3), true);
  assert.equal(roster.apply({ type: "camera.gone", id: "c" }, 4), false);
});

test("messages about media change nothing that is shown", () => {
  for (const type of ["subscribe.offer", "publish.answer", "pong", "error"]) assert.equal(welcomed().apply({ type }, 1), false);
});
