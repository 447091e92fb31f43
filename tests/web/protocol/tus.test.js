import assert from "node:assert/strict";
import { createHash, webcrypto } from "node:crypto";
import test from "node:test";
import { createUpload, nextPieceBytes, TusUpload, writeMetadata } from "../../../web/static/js/protocol/tus.js";

const digest = (data) => webcrypto.subtle.digest("SHA-256", data);
const film = (bytes) => new Blob([Uint8Array.from({ length: bytes }, (_, n) => (n * 7) % 251)]);
const answer = (status, headers = {}, body = undefined) => new Response(body && JSON.stringify(body), { status, headers });

/** A server that keeps what it is sent; `fate(request, n)` may answer, throw or cut instead. */
class Server {
  kept = Buffer.alloc(0);
  asked = [];

  constructor(fate = () => undefined) {
    this.fetch = async (path, init) => {
      const request = { path, ...init, body: init.body && Buffer.from(init.body) };
      this.asked.push(request);
      const fated = await fate.call(this, request, this.asked.length);
      return fated ?? this.answer(request);
    };
  }

  answer({ method, headers, body }) {
    if (method === "DELETE") return answer(204);
    if (method === "PATCH") {
      if (Number(headers["Upload-Offset"]) !== this.kept.length) return answer(409, {}, { reason: "offset" });
      this.kept = Buffer.concat([this.kept, body]);
    }
    return answer(method === "PATCH" ? 204 : 200, { "Upload-Offset": String(this.kept.length) });
  }

  methods() {
    return this.asked.map((one) => one.method);
  }
}

function upload(server, file, told) {
  let now = 0;
  const waits = [];
  const tools = { fetch: server.fetch, now: () => (now += 1000), wait: async (ms) => void waits.push(ms), digest, headers: { "X-Passerelle": "1" } };
  return { tus: new TusUpload(file, "/api/uploads/x", tools, told), waits, tools };
}

test("a file in pieces, each with its checksum and the number of bytes before it", async () => {
  const [server, file] = [new Server(), film(2_000_000)];
  const seen = [];
  const { tus } = upload(server, file, { onProgress: (bytes) => seen.push(bytes) });
  assert.deepEqual(await tus.run(), { state: "sent" });
  assert.deepEqual(server.kept, Buffer.from(await file.arrayBuffer()));
  const pieces = server.asked.filter((one) => one.method === "PATCH");
  for (const { headers, body } of pieces) {
    assert.equal(headers["Upload-Checksum"], `sha256 ${createHash("sha256").update(body).digest("base64")}`);
    assert.equal(headers["Content-Type"], "application/offset+octet-stream");
    assert.equal(headers["Tus-Resumable"], "1.0.0");
  }
  assert.deepEqual(seen, [0, ...pieces.map((one) => Number(one.headers["Upload-Offset"]) + one.body.length)]);
});

test("goes on where the server is, not where this page was", async () => {
  const [server, file] = [new Server(), film(1_000_000)];
  server.kept = Buffer.from(await file.slice(0, 300_001).arrayBuffer());
  assert.deepEqual(await upload(server, file).tus.run(), { state: "sent" });
  assert.equal(server.asked[1].headers["Upload-Offset"], "300001");
  assert.deepEqual(server.kept, Buffer.from(await file.arrayBuffer()));
});

for (const [what, fail] of [
  ["the line breaks", () => { throw new TypeError("network"); }],
  ["the server is being started", () => answer(502)],
  ["a piece is damaged on the way", () => answer(460, {}, { reason: "checksum" })],
]) {
  test(`${what}: waits, asks where the server is, goes on`, async () => {
    let failures = 4;
    const server = new Server(function ({ method }) {
      return method === "PATCH" && this.kept.length > 0 && failures-- > 0 ? fail() : undefined;
    });
    const file = film(3_000_000);
    const waiting = [];
    const { tus, waits } = upload(server, file, { onWaiting: (is) => waiting.push(is) });
    assert.deepEqual(await tus.run(), { state: "sent" });
    assert.deepEqual(server.kept, Buffer.from(await file.arrayBuffer()));
    assert.equal(waits.length, 4);
    assert.ok(waiting.includes(true) && waiting.at(-1) === false);
    const methods = server.methods();
    methods.forEach((method, n) => n && method === "HEAD" && assert.equal(methods[n - 1], "PATCH"));
  });
}

test("a piece that arrived although its answer did not is not sent twice", async () => {
  let lost = false;
  const server = new Server(function (request) {
    if (request.method !== "PATCH" || lost) return undefined;
    lost = true;
    this.answer(request);
    throw new TypeError("network");
  });
  const file = film(1_500_000);
  assert.deepEqual(await upload(server, file).tus.run(), { state: "sent" });
  assert.deepEqual(server.kept, Buffer.from(await file.arrayBuffer()));
});

for (const [status, body, outcome] of [
  [422, { reason: "changed" }, { state: "refused", reason: "changed" }],
  [507, { reason: "disk" }, { state: "refused", reason: "disk" }],
  [410, { reason: "type" }, { state: "refused", reason: "type" }],
  [401, { reason: "signed_out" }, { state: "signed_out" }],
]) {
  test(`${status} ${body.reason} ends it`, async () => {
    const server = new Server(({ method }) => (method === "PATCH" ? answer(status, {}, body) : undefined));
    assert.deepEqual(await upload(server, film(10)).tus.run(), outcome);
  });
}

test("an upload that is gone is told apart from a line that is", async () => {
  assert.deepEqual(await upload(new Server(() => answer(404)), film(10)).tus.run(), { state: "refused", reason: "gone" });
});

test("a file that changed on the disk can no longer be read", async () => {
  const unreadable = { size: 10, slice: () => ({ arrayBuffer: () => Promise.reject(new DOMException("", "NotReadableError")) }) };
  assert.deepEqual(await upload(new Server(), unreadable).tus.run(), { state: "unreadable" });
});

test("given up: nothing stays there; stopped: it does", async () => {
  const server = new Server();
  const { tus } = upload(server, film(5_000_000), { onProgress: (bytes) => bytes > 0 && tus.stop() });
  assert.deepEqual(await tus.run(), { state: "stopped" });
  assert.equal(server.methods().includes("DELETE"), false);
  assert.equal(await tus.terminate(), true);
  assert.equal(server.methods().at(-1), "DELETE");
});

test("a new upload: its length, its name in any script, and where it is", async () => {
  const server = new Server(() => answer(201, { Location: "/api/uploads/abc" }));
  const made = await createUpload("/api/centres/1/uploads", 12, { filename: "crêpes 🥞.mp4", fingerprint: null }, upload(server, film(1)).tools);
  assert.deepEqual(made, { state: "created", address: "/api/uploads/abc" });
  const { headers, method } = server.asked[0];
  assert.equal(method, "POST");
  assert.equal(headers["Upload-Length"], "12");
  assert.equal(headers["Upload-Metadata"], `filename ${Buffer.from("crêpes 🥞.mp4").toString("base64")}`);
});

for (const [status, body, made] of [
  [413, { reason: "quota" }, { state: "refused", reason: "quota" }],
  [503, {}, { state: "unanswered" }],
  [401, { reason: "signed_out" }, { state: "signed_out" }],
]) {
  test(`a new upload that the server answers by ${status}`, async () => {
    assert.deepEqual(await createUpload("/x", 1, {}, upload(new Server(() => answer(status, {}, body)), film(1)).tools), made);
  });
}

test("metadata of several keys", () => assert.equal(writeMetadata({ a: "1", b: "2", c: null }), "a MQ==,b Mg=="));

for (const [bytes, took_ms, next] of [
  [524_288, 3000, 524_288],
  [524_288, 100, 1_048_576],
  [524_288, 30_000, 131_072],
  [8_388_608, 1, 8_388_608],
]) test(`${bytes} bytes in ${took_ms} ms: then ${next}`, () => assert.equal(nextPieceBytes(bytes, took_ms), next));
