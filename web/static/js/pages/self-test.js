// Does this line, and this device, carry a workshop? Ten seconds, one verdict, nothing is kept.
import { chime } from "../components/chime.js";
import { byId, el, icon, setIcon, setText, showTrack } from "../components/dom.js";
import { MicGauge } from "../components/mic-gauge.js";
import { capture, CaptureError } from "../protocol/capture.js";
import { measureEcho } from "../protocol/echo.js";
import { meterLevel } from "../protocol/level.js";
import { gradeChecks, median, verdictOf } from "../protocol/line-test.js";
import { SUBPROTOCOL } from "../protocol/signalling.js";
import { t } from "../text.js";
import { setPageState, webSocketUrl } from "./page.js";
import { testStream } from "./test-stream.js";

/** @typedef {import("../protocol/line-test.js").Check} Check */
/** @typedef {import("../protocol/line-test.js").Measures} Measures */

const ROUND_TRIPS = 5;
const SOCKET_MS = 5000;
const CHECKS = /** @type {Check[]} */ (["answers", "picture_in", "sound_in", "voice_out", "picture_out"]);
const ICONS = { good: "ok", fair: "att", bad: "x", unknown: "info" };

class SelfTestPage {
  start() {
    byId("again").onclick = () => void this.#run();
    new DeviceTrial();
    void this.#run();
  }

  async #run() {
    setPageState("testing");
    byId("again").setAttribute("aria-busy", "true");
    setText(byId("verdict"), t("test.running"));
    setText(byId("sentence"), t("test.running.note"));
    byId("advice").hidden = true;
    for (const check of CHECKS) this.#mark(check, null, "");
    const round_trip_ms = await roundTrip();
    this.#mark("answers", round_trip_ms === null ? "bad" : null, "");
    const socket = round_trip_ms !== null && (await socketOpens());
    const measures = { round_trip_ms, socket, echo: socket ? await echo() : null };
    this.#show(measures);
    byId("again").removeAttribute("aria-busy");
  }

  /** @param {Measures} measures */
  #show(measures) {
    const verdict = verdictOf(measures);
    const grades = gradeChecks(measures);
    document.documentElement.dataset.verdict = verdict;
    setPageState("tested");
    setText(byId("verdict"), t(`test.${verdict}`));
    setText(byId("sentence"), t(`test.${verdict}.note`));
    for (const check of CHECKS) {
      const time = check === "answers" && measures.round_trip_ms !== null ? t("test.time", { n: Math.round(measures.round_trip_ms) }) : "";
      this.#mark(check, grades[check], time || t(`test.grade.${grades[check]}`));
    }
    const advise = verdict === "fair" || verdict === "sound";
    byId("advice").hidden = !advise;
    setText(byId("figures"), figures(measures));
    byId("bridge").classList.toggle("coupe", verdict === "blocked" || verdict === "silent");
  }

  /** @param {Check} check @param {import("../protocol/line-test.js").Grade | null} grade null: not known yet
   * @param {string} words */
  #mark(check, grade, words) {
    const item = byId(`check-${check}`);
    item.className = grade ?? "attente";
    const picture = item.querySelector("svg");
    if (picture) setIcon(picture, grade ? ICONS[grade] : "heure");
    setText(item.querySelector(".doux") ?? item, words || t("test.wait"));
  }
}

/** What the helper reads on the telephone. @param {Measures} measures */
function figures({ round_trip_ms, socket, echo }) {
  const mbps = (/** @type {number} */ bps) => (bps / 1e6).toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1 });
  const said = [round_trip_ms === null ? t("test.figure.none") : t("test.figure.answer", { n: Math.round(round_trip_ms) }), t(socket ? "test.figure.socket" : "test.figure.socket.no")];
  if (!echo) said.push(t("test.figure.no.echo"));
  else if (!echo.connected) said.push(t("test.figure.blocked"));
  else {
    said.push(t("test.figure.rates", { received: mbps(echo.received_bps), sent: mbps(echo.sent_bps) }),
      t("test.figure.loss", { up: percent(echo.loss_up), down: percent(echo.loss_down), jitter: Math.round(echo.jitter_ms) }), t(`test.path.${echo.path}`));
  }
  return said.join(" · ");
}

/** @param {number | null} share */
function percent(share) {
  return share === null ? "?" : Math.round(share * 100);
}

/** The median of some round trips, in ms, the first of which pays for the connection. */
async function roundTrip() {
  /** @type {number[]} */
  const times = [];
  for (let i = 0; i <= ROUND_TRIPS; i++) {
    const start = performance.now();
    const response = await fetch("/healthz", { cache: "no-store" }).catch(() => null);
    if (!response?.ok) return null;
    if (i > 0) times.push(performance.now() - start);
  }
  return median(times);
}

/** Some networks let pages through, and no conversation. @returns {Promise<boolean>} */
function socketOpens() {
  return new Promise((resolve) => {
    const socket = new WebSocket(webSocketUrl(), SUBPROTOCOL);
    const done = (/** @type {boolean} */ opens) => {
      resolve(opens);
      socket.close();
    };
    socket.onopen = () => done(true);
    socket.onerror = () => done(false);
    setTimeout(() => done(false), SOCKET_MS);
  });
}

/** Null when the server gives no echo: then only entering tells. @returns {Promise<Measures["echo"]>} */
async function echo() {
  const response = await fetch("/api/self-test", { method: "POST", headers: { "X-Passerelle": "1", "Content-Type": "application/json" }, body: "{}" }).catch(() => null);
  if (response?.status !== 201) return null;
  const room = await response.json();
  const { stream, stop } = testStream();
  try {
    return await measureEcho(room, stream, { iceServers: room.ice_servers ?? [] });
  } catch {
    return null;
  } finally {
    stop();
  }
}

/** One's own microphone, camera and loudspeaker. Nothing leaves the device. */
class DeviceTrial {
  #gauge = /** @type {MicGauge} */ (byId("gauge"));
  /** @type {(() => void) | null} */ #stop = null;
  /** @type {"microphone" | "camera" | null} */ #tried = null;

  constructor() {
    byId("try-microphone").onclick = () => void this.#try("microphone");
    byId("try-camera").onclick = () => void this.#try("camera");
    byId("try-sound").onclick = () => {
      chime();
      this.#say("son", t("test.sound.heard"));
    };
  }

  /** @param {"microphone" | "camera"} source */
  async #try(source) {
    const again = this.#tried === source;
    this.#end();
    if (again) return;
    try {
      const track = await capture(source);
      this.#tried = source;
      setText(byId(`try-${source}-words`), t("wait.try.stop"));
      if (source === "microphone") this.#hear(track);
      else this.#see(track);
    } catch (error) {
      const problem = error instanceof CaptureError ? error.problem : "busy";
      const prefix = source === "microphone" ? "mic" : "cam";
      this.#say(`${prefix}x`, t(problem === "unsafe" ? "device.unsafe" : `test.${prefix}.${problem}`));
    }
  }

  /** @param {MediaStreamTrack} track */
  #hear(track) {
    byId("hearing").hidden = false;
    this.#say("mic", t("wait.try.speak"));
    const still = meterLevel(track, (level_db) => (this.#gauge.level = level_db));
    this.#stop = () => {
      still();
      track.stop();
      byId("hearing").hidden = true;
    };
  }

  /** @param {MediaStreamTrack} track */
  #see(track) {
    const video = /** @type {HTMLVideoElement} */ (byId("own-picture"));
    video.hidden = false;
    showTrack(video, track);
    this.#say("cam", t("test.camera.seen"));
    this.#stop = () => {
      showTrack(video, null);
      track.stop();
      video.hidden = true;
    };
  }

  /** The device is given back: its light goes out. */
  #end() {
    this.#stop?.();
    this.#stop = null;
    this.#tried = null;
    byId("device-said").hidden = true;
    setText(byId("try-microphone-words"), t("wait.try"));
    setText(byId("try-camera-words"), t("test.camera"));
  }

  /** @param {string} name @param {string} sentence */
  #say(name, sentence) {
    byId("device-said").hidden = false;
    byId("device-said").replaceChildren(icon(name), el("span", {}, sentence));
  }
}

new SelfTestPage().start();
