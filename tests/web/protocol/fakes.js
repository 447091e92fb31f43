// Stand-ins for what the browser gives: a socket, a peer connection. The test plays the server.
import { mock } from "node:test";

globalThis.MediaStream ??= class {};

export const settle = () => new Promise((resolve) => setImmediate(resolve));

export class FakeSocket {
  static all = [];
  readyState = 0;
  sent = [];
  constructor(url, protocol) {
    Object.assign(this, { url, protocol });
    FakeSocket.all.push(this);
  }
  send(text) {
    this.sent.push(JSON.parse(text));
  }
  close() {
    this.readyState = 3;
  }
  opens() {
    this.readyState = 1;
    this.onopen();
  }
  says(message) {
    this.onmessage({ data: JSON.stringify(message) });
  }
  breaks() {
    this.readyState = 3;
    this.onclose();
  }
}

export class FakeConnection {
  connectionState = "new";
  localDescription = null;
  transceivers = [];
  remote = [];
  async setRemoteDescription(description) {
    this.remote.push(description.sdp);
    if (description.type === "offer") this.transceivers = description.sdp.split(" ").map((mid) => ({ mid, receiver: { track: `media-${mid}` } }));
  }
  async createOffer() {
    return { type: "offer", sdp: "offer" };
  }
  async createAnswer() {
    return { type: "answer", sdp: "a=rtpmap:111 opus/48000/2" };
  }
  async setLocalDescription(description) {
    this.transceivers.forEach((transceiver, index) => (transceiver.mid ??= String(index)));
    this.localDescription = description ?? { type: "answer", sdp: `answer to ${this.remote.at(-1)}` };
  }
  getTransceivers() {
    return this.transceivers;
  }
  addTransceiver(track, options) {
    const transceiver = { mid: null, options, sender: { track, replaceTrack: mock.fn(async () => undefined) } };
    this.transceivers.push(transceiver);
    return transceiver;
  }
  becomes(state) {
    this.connectionState = state;
    this.onconnectionstatechange?.();
  }
  close() {
    this.connectionState = "closed";
  }
}
