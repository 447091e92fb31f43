import assert from "node:assert/strict";
import test from "node:test";
import { draggedDeg, FORWARD, limited, lookOfPhone, quarterOf, turned } from "../../../web/static/js/protocol/sphere.js";

const look = (yaw_deg, pitch_deg = 0, view_deg = 75) => ({ yaw_deg, pitch_deg, view_deg });
const near = (a, b) => assert.ok(Math.abs(a - b) < 1e-9, `${a} is not ${b}`);

for (const [given, expected] of [
  [look(190), look(-170)],
  [look(-190), look(170)],
  [look(725), look(5)],
  [look(0, 120), look(0, 85)],
  [look(0, -120), look(0, -85)],
  [look(0, 0, 5), look(0, 0, 30)],
  [look(0, 0, 500), look(0, 0, 100)],
]) test(JSON.stringify(given), () => assert.deepEqual(limited(given), expected));

test("turning goes round and round", () => {
  let at = FORWARD;
  for (let n = 0; n < 36; n++) at = turned(at, { yaw_deg: 10 });
  assert.deepEqual(at, FORWARD);
});

test("across the whole picture is as much as is seen", () => near(draggedDeg(400, 400, FORWARD), FORWARD.view_deg));

for (const [yaw, quarter] of [[0, "front"], [44, "front"], [46, "right"], [180, "behind"], [-180, "behind"], [-90, "left"], [-46, "left"]]) {
  test(`${yaw}° is ${quarter}`, () => assert.equal(quarterOf(yaw), quarter));
}

// By the definitions of W3C Device Orientation: a phone held upright, beta 90, looks at the horizon;
// alpha grows when it is turned to the left.
for (const [angles, yaw, pitch] of [
  [[0, 90, 0], 0, 0],
  [[90, 90, 0], -90, 0],
  [[-30, 90, 0], 30, 0],
  [[0, 60, 0], 0, -30],
  [[0, 120, 0], 0, 30],
  [[0, 0, -90], 90, 0],
]) {
  test(`a phone at ${angles}`, () => {
    const seen = lookOfPhone(...angles);
    near(seen.yaw_deg, yaw);
    near(seen.pitch_deg, pitch);
  });
}
