import assert from "node:assert/strict";
import test from "node:test";
import { withOpus } from "../../../web/static/js/protocol/opus.js";

const sdp = (...lines) => ["v=0", "m=audio 9 UDP/TLS/RTP/SAVPF 111 0", ...lines, "a=mid:0", ""].join("\r\n");
const OPUS = "a=rtpmap:111 opus/48000/2";

for (const [what, before, after] of [
  ["added to what is there", [OPUS, "a=fmtp:111 minptime=10;useinbandfec=1"], [OPUS, "a=fmtp:111 minptime=10;useinbandfec=1;stereo=1"]],
  ["in place of another value", [OPUS, "a=fmtp:111 stereo=0;useinbandfec=1"], [OPUS, "a=fmtp:111 useinbandfec=1;stereo=1"]],
  ["where nothing was said", [OPUS], [OPUS, "a=fmtp:111 stereo=1"]],
  ["for every Opus format", [OPUS, "a=rtpmap:112 opus/48000/2", "a=fmtp:112 a=1"], [OPUS, "a=fmtp:111 stereo=1", "a=rtpmap:112 opus/48000/2", "a=fmtp:112 a=1;stereo=1"]],
  ["not for another codec", ["a=rtpmap:0 PCMU/8000", "a=fmtp:0 x=1"], ["a=rtpmap:0 PCMU/8000", "a=fmtp:0 x=1"]],
]) {
  test(`a parameter is told: ${what}`, () => {
    assert.equal(withOpus(sdp(...before), { stereo: 1 }), sdp(...after));
  });
}

test("a parameter whose name ends alike is another one", () => {
  const before = sdp(OPUS, "a=fmtp:111 sprop-stereo=1");
  assert.equal(withOpus(before, { stereo: 1 }), sdp(OPUS, "a=fmtp:111 sprop-stereo=1;stereo=1"));
});
