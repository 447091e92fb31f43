import assert from "node:assert/strict";
import test from "node:test";
import { isDue } from "../../../web/static/js/protocol/due.js";

const session = (state = "closed") => ({ state, starts_at: "2026-03-03T14:00:00Z", ends_at: "2026-03-03T16:00:00Z" });

for (const [time, state, due] of [
  ["13:29:59", "closed", false], ["13:30:00", "closed", true], ["15:59:59", "closed", true],
  ["16:00:00", "closed", false], ["14:10:00", "open", false], ["14:10:00", "ended", false],
]) {
  test(`at ${time}, a session that is ${state} ${due ? "is due" : "is not"}`, () => {
    assert.equal(isDue(session(state), Date.parse(`2026-03-03T${time}Z`)), due);
  });
}

test("nothing planned is never due", () => assert.equal(isDue(null, 0), false));
