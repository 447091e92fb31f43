// A picture and a sound of our own making, sent to the server by WHIP (RFC 9725) and played back
// from it by WHEP: what really passes on this line, without anybody's face or voice.

/** @typedef {import("./line-test.js").EchoMeasures} EchoMeasures */
/** Where to send and where to play, as the server says. @typedef {{publish: string, play: string, token: string}} EchoRoom */

const CONNECT_MS = 8000;
const SETTLE_MS = 2000;
const MEASURE_MS = 6000;
const PLAY_TRIES = 8;
const PLAY_AGAIN_MS = 500;
const GATHER_MS = 1500;
/** As much as a good line is asked for, and no more: others use this line, and the server's. */
const MOST_BPS = { audio: 48_000, video: 600_000 };

/** @type {EchoMeasures} */
const NOTHING = { connected: false, sent_bps: 0, received_bps: 0, loss_up: 1, loss_down: 1, jitter_ms: 0, path: "" };

/**
 * @param {EchoRoom} room
 * @param {MediaStream} stream a picture and a sound
 * @param {RTCConfiguration} [configuration]
 * @returns {Promise<EchoMeasures>}
 */
export async function measureEcho(room, stream, configuration = {}) {
  const up = new RTCPeerConnection({ bundlePolicy: "max-bundle", ...configuration });
  const down = new RTCPeerConnection({ bundlePolicy: "max-bundle", ...configuration });
  const resources = [];
  try {
    for (const track of stream.getTracks()) {
      const maxBitrate = track.kind === "audio" ? MOST_BPS.audio : MOST_BPS.video;
      up.addTransceiver(track, { direction: "sendonly", streams: [stream], sendEncodings: [{ maxBitrate }] });
    }
    resources.push(await exchange(up, room.publish, room.token, 1));
    if (!(await connected(up))) return NOTHING;
    for (const kind of ["audio", "video"]) down.addTransceiver(kind, { direction: "recvonly" });
    resources.push(await exchange(down, room.play, room.token, PLAY_TRIES));
    if (!(await connected(down))) return NOTHING;
    await pause(SETTLE_MS);
    const before = await counters(up, down);
    await pause(MEASURE_MS);
    return difference(before, await counters(up, down));
  } finally {
    // The player first: it would end with what it plays.
    for (const address of resources.reverse()) await end(address, room.token);
    up.close();
    down.close();
  }
}

/** Offers, and takes the answer. @returns {Promise<string>} the address of the session
 * @param {RTCPeerConnection} connection @param {string} url @param {string} token @param {number} tries */
async function exchange(connection, url, token, tries) {
  await connection.setLocalDescription(await connection.createOffer());
  await gathered(connection);
  const headers = { "Content-Type": "application/sdp", Authorization: `Bearer ${token}` };
  for (let attempt = 1; ; attempt++) {
    const response = await fetch(url, { method: "POST", headers, body: connection.localDescription?.sdp });
    if (response.status === 201) {
      await connection.setRemoteDescription({ type: "answer", sdp: await response.text() });
      return response.headers.get("Location") ?? "";
    }
    if (attempt >= tries) throw new Error(`echo: ${response.status}`);
    await pause(PLAY_AGAIN_MS);
  }
}

/** @param {string} address @param {string} token */
async function end(address, token) {
  if (address) await fetch(address, { method: "DELETE", headers: { Authorization: `Bearer ${token}` }, keepalive: true }).catch(() => undefined);
}

/** @param {RTCPeerConnection} connection @returns {Promise<boolean>} */
function connected(connection) {
  return until(CONNECT_MS, (done) => {
    const check = () => {
      if (connection.connectionState === "connected") done(true);
      else if (connection.connectionState === "failed") done(false);
    };
    connection.addEventListener("connectionstatechange", check);
    check();
  });
}

/** The server answers once: what it must know stands in the offer. @param {RTCPeerConnection} connection */
function gathered(connection) {
  return until(GATHER_MS, (done) => {
    const check = () => connection.iceGatheringState === "complete" && done(true);
    connection.addEventListener("icegatheringstatechange", check);
    check();
  });
}

/** @param {number} limit_ms @param {(done: (value: boolean) => void) => void} start @returns {Promise<boolean>} */
function until(limit_ms, start) {
  return new Promise((resolve) => {
    setTimeout(() => resolve(false), limit_ms);
    start(resolve);
  });
}

/** @param {number} delay_ms @returns {Promise<void>} */
function pause(delay_ms) {
  return new Promise((resolve) => setTimeout(resolve, delay_ms));
}

/** @typedef {{at_ms: number, sent: number, received: number, came: number, lost: number, loss_up: number, jitter_ms: number, path: string}} Counters */

/** @param {RTCPeerConnection} up @param {RTCPeerConnection} down @returns {Promise<Counters>} */
async function counters(up, down) {
  const [sent, received] = [[...(await up.getStats()).values()], [...(await down.getStats()).values()]];
  const one = (/** @type {any[]} */ all, /** @type {string} */ type, /** @type {string} */ kind) => all.find((stat) => stat.type === type && stat.kind === kind) ?? {};
  const sound = one(received, "inbound-rtp", "audio");
  return {
    at_ms: performance.now(),
    sent: one(sent, "outbound-rtp", "video").bytesSent ?? 0,
    received: one(received, "inbound-rtp", "video").bytesReceived ?? 0,
    came: sound.packetsReceived ?? 0,
    lost: sound.packetsLost ?? 0,
    loss_up: one(sent, "remote-inbound-rtp", "audio").fractionLost ?? 0,
    jitter_ms: (sound.jitter ?? 0) * 1000,
    path: pathOf(sent),
  };
}

/** @param {any[]} stats */
function pathOf(stats) {
  const pair = stats.find((stat) => stat.type === "candidate-pair" && stat.nominated && stat.state === "succeeded");
  const local = stats.find((stat) => stat.id === pair?.localCandidateId);
  return local?.candidateType === "relay" ? "relay" : local?.protocol === "tcp" ? "tcp" : "direct";
}

/** @param {Counters} before @param {Counters} after @returns {EchoMeasures} */
export function difference(before, after) {
  const seconds = (after.at_ms - before.at_ms) / 1000;
  const [came, lost] = [after.came - before.came, Math.max(0, after.lost - before.lost)];
  // Some browsers send no sound of a page that was not touched yet: then the picture alone tells.
  const untold = came + lost === 0 && after.received > before.received;
  return {
    connected: came > 0 || untold,
    sent_bps: ((after.sent - before.sent) * 8) / seconds,
    received_bps: ((after.received - before.received) * 8) / seconds,
    loss_up: untold ? null : after.loss_up,
    loss_down: untold ? null : came + lost ? lost / (came + lost) : 1,
    jitter_ms: after.jitter_ms,
    path: after.path,
  };
}
