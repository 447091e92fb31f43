import assert from "node:assert/strict";
import test from "node:test";
import { inReplay, inSource, readWebVtt, withCue, writeWebVtt } from "../../../web/static/js/protocol/webvtt.js";

const cue = (from_s, to_s, text = "x", settings = "") => ({ from_s, to_s, text, settings });
// The first example of the recommendation, shortened, with what an editor must pass over.
const FILE = `\uFEFFWEBVTT - a title

NOTE nobody reads this

STYLE
::cue { color: red }

1
00:11.000 --> 00:13.000 line:0 align:start
<v Roger Bingham>We are in New York City

01:00:13.500 --> 01:00:16.000
two
lines
`;

test("cues with and without hours, numbers, settings", () => {
  assert.deepEqual(readWebVtt(FILE), [
    cue(11, 13, "<v Roger Bingham>We are in New York City", "line:0 align:start"),
    cue(3613.5, 3616, "two\nlines"),
  ]);
  assert.deepEqual(readWebVtt(FILE.replaceAll("\n", "\r\n")), readWebVtt(FILE));
});

test("written, it reads the same; what says nothing is left out", () => {
  const cues = [cue(0.05, 59.9996, "é\nb"), cue(3600, 3601, "c", "line:0")];
  const text = writeWebVtt([...cues, cue(5, 6, "  "), cue(7, 7)]);
  assert.equal(text, "WEBVTT\n\n00:00:00.050 --> 00:01:00.000\né\nb\n\n01:00:00.000 --> 01:00:01.000 line:0\nc\n");
  assert.deepEqual(readWebVtt(text), [{ ...cues[0], to_s: 60 }, cues[1]]);
});

test("an arrow or an empty line in a text breaks nothing", () => {
  assert.deepEqual(readWebVtt(writeWebVtt([cue(0, 1, "a --> b\n\n\nc"), cue(2, 3)])).map((one) => one.text), ["a → b\nc", "x"]);
});

test("moved with what was left out before them", () => {
  const kept = [{ from_s: 10, to_s: 20 }, { from_s: 30, to_s: 40 }];
  const shown = [cue(1, 3), cue(11, 12)];
  assert.deepEqual(inSource(shown, kept), [cue(11, 13), cue(31, 32)]);
  assert.deepEqual(inReplay(inSource(shown, kept), kept), shown);
  assert.deepEqual(inReplay([cue(22, 24), cue(19, 25), cue(39, 99)], kept), [cue(9, 10), cue(19, 20)]);
});

test("a new one ends where the next begins", () => {
  assert.deepEqual(withCue([cue(0, 1), cue(6, 9)], 5, 60), [cue(0, 1), cue(5, 6, ""), cue(6, 9)]);
  assert.equal(withCue([], 5, 60)[0].to_s, 8);
  assert.equal(withCue([], 5, 6)[0].to_s, 6);
});
