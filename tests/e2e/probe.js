// Put into every page before its own scripts: it watches and measures, and changes nothing.
//
// window.probe
//   peers    every RTCPeerConnection of the page
//   sockets  every WebSocket
//   sent, received   the signalling messages, parsed
//   enteredAt        when "Entrer" was pressed (performance.now, ms)
//   pressedAt        when anything was last pressed (Date.now, ms)
//   videos   one record per <video>: frames [{at, shown, width, height, age}]
(() => {
  const probe = { peers: [], sockets: [], sent: [], received: [], enteredAt: null, pressedAt: null, videos: [] };
  window.probe = probe;
  // Reading the clock costs a read-back of the picture: only while it is asked for.
  probe.readClock = false;

  const NativePeer = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends NativePeer {
    constructor(...args) {
      super(...args);
      probe.peers.push(this);
    }
  };

  const NativeSocket = window.WebSocket;
  window.WebSocket = class extends NativeSocket {
    constructor(...args) {
      super(...args);
      probe.sockets.push(this);
      this.addEventListener("message", (event) => {
        if (typeof event.data === "string") probe.received.push(JSON.parse(event.data));
      });
    }
    send(data) {
      if (typeof data === "string") probe.sent.push(JSON.parse(data));
      super.send(data);
    }
  };

  addEventListener("click", (event) => {
    probe.pressedAt = Date.now();
    const button = event.target instanceof Element && event.target.closest("#enter");
    if (button) probe.enteredAt = performance.now();
  }, true);

  // The clock stripe of the demo pictures (hardware/demo/clock.py says how it is drawn).
  const PERIOD_MS = 2 ** 22;
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d", { willReadFrequently: true });

  function crc8(gray) {
    let crc = 0;
    for (const shift of [16, 8, 0]) {
      crc ^= (gray >> shift) & 0xff;
      for (let bit = 0; bit < 8; bit++) crc = crc & 0x80 ? ((crc << 1) ^ 0x07) & 0xff : crc << 1;
    }
    return crc;
  }

  function readClock(video) {
    const width = video.videoWidth, height = video.videoHeight, tall = Math.floor(height / 24);
    if (tall < 2) return null;
    canvas.width = width;
    canvas.height = tall;
    context.drawImage(video, 0, height - tall, width, tall, 0, 0, width, tall);
    const pixels = context.getImageData(0, 0, width, tall).data;
    const block = width / 32, levels = [];
    for (let index = 0; index < 32; index++) {
      let sum = 0, count = 0;
      for (let y = Math.floor(tall / 4); y < Math.ceil((tall * 3) / 4); y++)
        for (let x = Math.floor((index + 0.25) * block); x < (index + 0.75) * block; x++, count++)
          sum += pixels[4 * (y * width + x) + 1];
      levels.push(sum / count);
    }
    if (levels[0] - levels[1] < 60) return null;
    const bits = levels.map((level) => (level > (levels[0] + levels[1]) / 2 ? 1 : 0));
    const number = (from, to) => bits.slice(from, to).reduce((word, bit) => word * 2 + bit, 0);
    let gray = number(2, 24);
    if (crc8(gray) !== number(24, 32)) return null;
    let time = 0;
    for (; gray; gray >>= 1) time ^= gray;
    return time;
  }

  function watch(video) {
    if (probe.videos.some((record) => record.video === video)) return;
    const record = { video, frames: [] };
    probe.videos.push(record);
    const onFrame = (now, metadata) => {
      const shown = Math.max(performance.now(), metadata.expectedDisplayTime || 0);
      let age = null;
      if (probe.readClock) {
        const drawn = readClock(video);
        const wall = performance.timeOrigin + shown;
        if (drawn !== null) age = ((wall - drawn) % PERIOD_MS + PERIOD_MS) % PERIOD_MS;
      }
      record.frames.push({ at: now, shown, width: metadata.width, height: metadata.height, age });
      video.requestVideoFrameCallback(onFrame);
    };
    video.requestVideoFrameCallback(onFrame);
  }

  const source = Object.getOwnPropertyDescriptor(HTMLMediaElement.prototype, "srcObject");
  Object.defineProperty(HTMLMediaElement.prototype, "srcObject", {
    ...source,
    set(stream) {
      source.set.call(this, stream);
      if (stream && this instanceof HTMLVideoElement) watch(this);
    },
  });

  probe.firstFrameMs = () => {
    const shown = probe.videos.flatMap(({ frames }) => frames.slice(0, 1).map((frame) => frame.shown));
    if (probe.enteredAt === null || shown.length === 0) return null;
    return Math.max(0, Math.min(...shown) - probe.enteredAt);
  };

  // Per <video> that is in the page: what it shows and what it has shown since `since` (ms).
  probe.pictures = (since = 0) => probe.videos
    .filter(({ video }) => video.isConnected)
    .map(({ video, frames }) => {
      const recent = frames.filter((frame) => frame.at >= since);
      let longestGapMs = 0;
      for (let index = 1; index < recent.length; index++)
        longestGapMs = Math.max(longestGapMs, recent[index].at - recent[index - 1].at);
      if (recent.length) longestGapMs = Math.max(longestGapMs, performance.now() - recent.at(-1).at);
      return {
        width: video.videoWidth,
        height: video.videoHeight,
        visible: video.getBoundingClientRect().width > 0,
        shownWidth: video.getBoundingClientRect().width,
        frames: recent.length,
        longestGapMs,
        ages: recent.map((frame) => frame.age).filter((age) => age !== null),
      };
    });

  // The longest time since `since` (ms) without a new frame anywhere on the page.
  probe.longestGapMs = (since) => {
    const times = probe.videos.flatMap(({ frames }) => frames.map((frame) => frame.at));
    const seen = times.filter((at) => at > since).sort((a, b) => a - b);
    const marks = [since, ...seen, performance.now()];
    return Math.max(...marks.slice(1).map((at, index) => at - marks[index]));
  };

  // What is being received and sent, over all live peer connections.
  probe.stats = async () => {
    const inbound = [], outbound = [];
    for (const [index, peer] of probe.peers.entries()) {
      if (peer.connectionState === "closed") continue;
      for (const entry of (await peer.getStats()).values()) {
        if (entry.type === "inbound-rtp") inbound.push({
          peer: index, kind: entry.kind, mid: entry.mid, packets: entry.packetsReceived,
          lost: entry.packetsLost, nacks: entry.nackCount, keyframeRequests: entry.pliCount,
          framesDecoded: entry.framesDecoded, framesDropped: entry.framesDropped,
          freezes: entry.freezeCount, frozenS: entry.totalFreezesDuration,
          audioEnergy: entry.totalAudioEnergy, concealed: entry.concealedSamples,
          silentConcealed: entry.silentConcealedSamples,
          samples: entry.totalSamplesReceived, jitterBufferS: entry.jitterBufferDelay,
          jitterBufferCount: entry.jitterBufferEmittedCount, decodeS: entry.totalDecodeTime,
        });
        if (entry.type === "outbound-rtp") outbound.push({
          peer: index, kind: entry.kind, packets: entry.packetsSent, frames: entry.framesEncoded,
          bitrateBps: entry.targetBitrate, keyframeRequests: entry.pliCount, width: entry.frameWidth,
        });
      }
    }
    return { inbound, outbound, states: probe.peers.map((peer) => peer.connectionState) };
  };

  // How each connection that is up goes, and the bytes that went out by it.
  probe.ways = () => Promise.all(probe.peers
    .filter((peer) => peer.connectionState === "connected")
    .map(async (peer) => {
      const stats = [...(await peer.getStats()).values()];
      const { selectedCandidatePairId: id } = stats.find((each) => each.type === "transport");
      const pair = stats.find((each) => each.id === id);
      const [local, remote] = [pair.localCandidateId, pair.remoteCandidateId]
        .map((side) => stats.find((each) => each.id === side));
      return { type: local.candidateType, by: local.protocol, to: remote.port, sent: pair.bytesSent };
    }));
})();
