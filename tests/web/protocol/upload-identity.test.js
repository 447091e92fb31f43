import assert from "node:assert/strict";
import { createHash, webcrypto } from "node:crypto";
import test from "node:test";
import { belongsTo, continues, identify } from "../../../web/static/js/protocol/upload-identity.js";

const digest = (data) => webcrypto.subtle.digest("SHA-256", data);
const hex = (data) => createHash("sha256").update(data).digest("hex");
const chosen = (more = {}) => ({ name: "IMG_0042.MOV", size: 1000, modified_ms: 1, fingerprint: "f", ...more });
const begun = (more = {}) => ({ id: "u", name: "IMG_0042.MOV", length: 1000, offset: 400, fingerprint: "f", ...more });

test("the identity of a file is its name, its size, its date, and its beginning", async () => {
  const data = Buffer.alloc(70_000, "film");
  const file = new File([data], "a.mp4", { lastModified: 5 });
  assert.deepEqual(await identify(file, digest), { name: "a.mp4", size: 70_000, modified_ms: 5, fingerprint: hex(data.subarray(0, 65_536)) });
  assert.equal((await identify(file, null)).fingerprint, null);
});

for (const [what, identity, upload, expected] of [
  ["the same file", chosen(), begun(), true],
  ["under another name", chosen({ name: "film.mov" }), begun(), true],
  ["re-encoded by the phone", chosen({ size: 900, fingerprint: "g" }), begun(), false],
  ["re-encoded under another kind of name", chosen({ name: "img_0042.mp4", size: 900 }), begun(), false],
  ["re-encoded to the same size", chosen({ fingerprint: "g" }), begun(), false],
  ["another file", chosen({ name: "b.mp4", size: 900 }), begun(), null],
  ["a browser that cannot tell beginnings apart", chosen({ fingerprint: null }), begun(), true],
  ["nameless ones are not alike", chosen({ name: "", size: 900 }), begun({ name: "" }), null],
]) test(what, () => assert.equal(belongsTo(identity, [begun({ id: "other", name: "c", fingerprint: "z" }), upload])?.same ?? null, expected));

test("of two that bear the same name, the one that it is", () => {
  const found = belongsTo(chosen(), [begun({ id: "1", length: 5, fingerprint: "z" }), begun({ id: "2" })]);
  assert.deepEqual([found.upload.id, found.same], ["2", true]);
});

test("whoever asked to go on with one is told when the file is another", () => {
  const meant = begun({ id: "meant" });
  const found = belongsTo(chosen({ name: "b.mp4", size: 3 }), [meant], meant);
  assert.deepEqual([found.upload.id, found.same], ["meant", false]);
});

test("what was sent last must be in the file still", async () => {
  const file = new File(["0123456789"], "a");
  const remembered = (text) => ({ identity: chosen(), proof: { from: 4, to: 8, sha256: hex(text) } });
  assert.equal(await continues(file, remembered("4567"), digest), true);
  assert.equal(await continues(file, remembered("xxxx"), digest), false);
  assert.equal(await continues(file, null, digest), true);
});
