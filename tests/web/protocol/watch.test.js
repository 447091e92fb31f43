import assert from "node:assert/strict";
import test from "node:test";
import { chooseCamera, chooseWatch, orderPeople, wallPage } from "../../../web/static/js/protocol/watch.js";

const TRACKS = [
  { track: "t1", kind: "video", person: "kit", camera: "salle" },
  { track: "t2", kind: "video", person: "kit", camera: "mains" },
  { track: "t3", kind: "video", person: "a" },
  { track: "t4", kind: "video", person: "b", camera: null },
  { track: "t5", kind: "audio", person: "a" },
];

for (const [wish, expected] of [
  [{ cameras: ["salle"], people: [] }, { t1: "high" }],
  [{ cameras: ["mains", "salle"], people: ["a"] }, { t1: "high", t2: "high", t3: "low" }],
  [{ cameras: [null], people: ["a", "b"], peopleLayer: "high" }, { t3: "high", t4: "high" }],
  [{ cameras: ["gone"], people: ["nobody"] }, {}],
  [{ cameras: [], people: ["kit"] }, {}],
  [{ cameras: [], people: ["a", "b"], large: "b" }, { t3: "low", t4: "high" }],
]) {
  test(`watching ${JSON.stringify(wish)}`, () => assert.deepEqual(chooseWatch(TRACKS, wish), expected));
}

test("a shared screen is asked for while it is looked at", () => {
  const screen = [{ track: "t9", kind: "video", source: "screen", person: "a" }];
  assert.deepEqual(chooseWatch(screen, { cameras: [], people: ["a"] }), { t9: "high" });
  assert.deepEqual(chooseWatch(screen, { cameras: [], people: ["a"], screen: false }), {});
});

const MAIN = { id: "1", role: "salle" };
const HANDS = { id: "2", role: "mains" };
for (const [cameras, chosen, expected] of [
  [[], null, null],
  [[MAIN, HANDS], null, MAIN],
  [[HANDS], null, HANDS],
  [[MAIN, HANDS], HANDS, HANDS],
  [[MAIN, { id: "9", role: "mains" }], HANDS, { id: "9", role: "mains" }],
  [[MAIN], HANDS, MAIN],
]) {
  test(`of ${JSON.stringify(cameras)}, having chosen ${JSON.stringify(chosen)}`, () => assert.deepEqual(chooseCamera(cameras, chosen), expected));
}

const people = (ids) => [...ids].map((id) => ({ id }));
const shown = (list) => list.map((person) => person.id).join("");

for (const [self, spokeAt, expected] of [
  [null, {}, "abcd"],
  ["c", {}, "cabd"],
  ["a", { d: 95, c: 10 }, "adbc"],
  ["a", { d: 95, b: 99 }, "abdc"],
]) {
  test(`oneself, then lately heard voices, then arrival: ${self} ${JSON.stringify(spokeAt)}`, () => {
    assert.equal(shown(orderPeople(people("abcd"), { self, spokeAt: new Map(Object.entries(spokeAt)), now: 100 })), expected);
  });
}

test("raised hands come right after oneself, in their order", () => {
  assert.equal(shown(orderPeople(people("abcde"), { self: "c", hands: ["e", "b"], spokeAt: new Map([["a", 99]]), now: 100 })), "cebad");
});

const wall = (ids, { turn = 0, speaking = [], spokeAt = {} } = {}) =>
  wallPage(people(ids), { size: 6, turn, speaking: new Set(speaking), spokeAt: new Map(Object.entries(spokeAt)), now: 100 });

test("a wall that holds everybody moves nobody", () => {
  const { people: tiles, pages } = wall("abcdef", { turn: 3, speaking: ["f"], spokeAt: { f: 100 } });
  assert.equal(shown(tiles), "abcdef");
  assert.equal(pages, 1);
});

test("a longer wall turns its pages", () => {
  assert.equal(shown(wall("abcdefgh").people), "abcdef");
  assert.equal(shown(wall("abcdefgh", { turn: 1 }).people), "gh");
  assert.equal(shown(wall("abcdefgh", { turn: 2 }).people), "abcdef");
});

test("it does not turn while someone speaks, and the voice is on it", () => {
  const { people: tiles, page } = wall("abcdefgh", { turn: 1, speaking: ["h"], spokeAt: { h: 100 } });
  assert.equal(page, 0);
  assert.equal(shown(tiles), "habcde");
});

test("everybody is on some page", () => {
  const seen = [0, 1, 2].flatMap((turn) => wall("abcdefghijklmno", { turn }).people);
  assert.equal(shown(seen), "abcdefghijklmno");
});
