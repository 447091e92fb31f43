// What is shown large: the activity's own first picture, what is put in front, what one chose since.
import assert from "node:assert/strict";
import test from "node:test";
import { Roster } from "../../../web/static/js/protocol/roster.js";
import { ViewChoice } from "../../../web/static/js/protocol/view.js";

const camera = (id, role, live = true) => ({ id, role, label: role, person: "kit", live });
const person = (id, more = {}) => ({ id, name: id, role: "resident", device: "page", presence: "here", microphone: false, camera: true, ...more });
const CAMERAS = [camera("c1", "salle"), camera("c2", "mains"), camera("c3", "table")];

function scene({ cameras = CAMERAS, pairs = true, ...fields } = {}) {
  const roster = new Roster(), choice = new ViewChoice();
  roster.apply({ type: "welcome", person: "me", role: "resident", session: null, people: [person("me"), person("paul")], cameras, ...fields }, 0);
  const look = () => choice.update(roster, { pairs });
  const hear = (message) => {
    roster.apply(message, 0);
    look();
  };
  look();
  return { choice, hear, look, shown: () => choice.shown?.key ?? null, missed: () => choice.missed?.key ?? null };
}
const profile = (more) => ({ profile: { first_camera: "mains", pinned: [], ...more } });
const spotlight = (one) => ({ type: "spotlight", spotlight: one });

test("without anything said, the room's main camera", () => assert.equal(scene().shown(), "c1"));
test("no camera, nothing shown", () => assert.equal(scene({ cameras: [] }).shown(), null));
test("the activity's first camera comes first", () => assert.equal(scene(profile()).shown(), "c2"));

test("two cameras that the activity keeps in sight stand side by side, where there is place", () => {
  const both = profile({ pinned: ["mains", "salle"] });
  assert.deepEqual(scene(both).choice.shown, { key: "pair", kind: "pair", ids: ["c2", "c1"] });
  assert.equal(scene({ ...both, pairs: false }).shown(), "c2");
});

test("one of the two that is dark leaves the other alone", () => {
  const { shown } = scene({ ...profile({ pinned: ["mains", "salle"] }), cameras: [camera("c1", "salle", false), camera("c2", "mains")] });
  assert.equal(shown(), "c2");
});

test("what is put in front is shown, until it no longer is", () => {
  const { hear, shown } = scene();
  hear(spotlight({ camera: "c3" }));
  assert.equal(shown(), "c3");
  hear(spotlight(null));
  assert.equal(shown(), "c1");
});

test("one's own choice since stands, and there is a way back", () => {
  const { choice, hear, look, shown, missed } = scene();
  hear(spotlight({ camera: "c3" }));
  choice.choose("c2");
  look();
  assert.deepEqual([shown(), missed()], ["c2", "c3"]);
  choice.follow();
  look();
  assert.deepEqual([shown(), missed()], ["c3", null]);
});

test("what is put in front after one's own choice takes its place", () => {
  const { choice, hear, look, shown } = scene();
  choice.choose("c2");
  look();
  hear(spotlight({ camera: "c3" }));
  assert.equal(shown(), "c3");
});

test("people who come and go change nothing in one's own choice", () => {
  const { choice, hear, shown } = scene({ spotlight: { camera: "c3" } });
  choice.choose("c2");
  hear({ type: "person", person: person("luc") });
  assert.equal(shown(), "c2");
});

test("somebody put in front is shown while their camera is on", () => {
  const { hear, shown } = scene();
  hear(spotlight({ person: "paul" }));
  assert.equal(shown(), "person paul");
  hear({ type: "person", person: person("paul", { camera: false }) });
  assert.equal(shown(), "c1");
});

test("whoever is put in front keeps seeing the room", () => {
  const { hear, shown } = scene();
  hear(spotlight({ person: "me" }));
  assert.equal(shown(), "c1");
});

test("a screen that is shown comes large, and can be chosen again", () => {
  const { choice, hear, look, shown, missed } = scene();
  hear({ type: "person", person: person("paul", { screen: true }) });
  assert.equal(shown(), "screen paul");
  choice.choose("c1");
  look();
  assert.deepEqual([shown(), missed()], ["c1", "screen paul"]);
  assert.equal(choice.views[0].key, "screen paul");
  hear({ type: "person", person: person("paul", { screen: false }) });
  assert.deepEqual([shown(), missed()], ["c1", null]);
});

test("the latest of a screen and what is put in front comes first; when it ends, the other is back", () => {
  const { hear, shown } = scene();
  hear({ type: "person", person: person("paul", { screen: true }) });
  hear(spotlight({ camera: "c3" }));
  assert.equal(shown(), "c3");
  hear(spotlight(null));
  assert.equal(shown(), "screen paul");
});

test("a camera that came back under another id is still the one chosen", () => {
  const { choice, hear, look, shown } = scene();
  choice.choose("c2");
  look();
  hear({ type: "camera.gone", id: "c2" });
  hear({ type: "camera", camera: camera("c9", "mains") });
  assert.equal(shown(), "c9");
});
