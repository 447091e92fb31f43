// What the measures of a line mean for somebody who would take part by it. Pure.

/** @typedef {"good" | "fair" | "bad" | "unknown"} Grade */
/** @typedef {"good" | "fair" | "sound" | "blocked" | "answers" | "silent"} Verdict */
/** @typedef {"answers" | "picture_in" | "sound_in" | "voice_out" | "picture_out"} Check */

/**
 * What came back of a picture and a sound sent to the server and returned by it, over some seconds.
 * @typedef {object} EchoMeasures
 * @property {boolean} connected whether anything passed
 * @property {number} sent_bps of the picture
 * @property {number} received_bps of the picture
 * @property {number | null} loss_up share of sound packets lost on the way there, 0 to 1; null: none was sent
 * @property {number | null} loss_down the same on the way back
 * @property {number} jitter_ms
 * @property {string} path "direct", "tcp" or "relay"
 */

/**
 * @typedef {object} Measures
 * @property {number | null} round_trip_ms to the server; null: no answer
 * @property {boolean} socket whether a WebSocket opens
 * @property {EchoMeasures | null} echo null: this server gives no echo
 */

/** The picture of a room is readable, small, or not worth its while. */
const PICTURE_BPS = { good: 400_000, fair: 120_000 };
/** Opus conceals some loss; beyond, words are missed. */
const SOUND_LOSS = { good: 0.03, fair: 0.12 };
const SOUND_JITTER_MS = { good: 60, fair: 200 };

/** @param {Measures} measures @returns {Record<Check, Grade>} */
export function gradeChecks({ round_trip_ms, socket, echo }) {
  const answers = round_trip_ms === null || !socket ? "bad" : round_trip_ms < 400 ? "good" : "fair";
  if (!echo) return { answers, picture_in: "unknown", sound_in: "unknown", voice_out: "unknown", picture_out: "unknown" };
  if (!echo.connected) return { answers, picture_in: "bad", sound_in: "bad", voice_out: "bad", picture_out: "bad" };
  const jitter = atMost(echo.loss_down === null ? null : echo.jitter_ms, SOUND_JITTER_MS);
  return {
    answers,
    picture_in: atLeast(echo.received_bps, PICTURE_BPS),
    sound_in: worse(atMost(echo.loss_down, SOUND_LOSS), jitter),
    voice_out: atMost(echo.loss_up, SOUND_LOSS),
    picture_out: atLeast(echo.sent_bps, PICTURE_BPS),
  };
}

/** @param {Measures} measures @returns {Verdict} */
export function verdictOf(measures) {
  const { round_trip_ms, socket, echo } = measures;
  if (round_trip_ms === null || !socket) return "silent";
  if (!echo) return "answers";
  if (!echo.connected) return "blocked";
  const grades = gradeChecks(measures);
  if (grades.picture_in === "bad" || grades.sound_in === "bad") return "sound";
  return Object.values(grades).some((grade) => grade === "fair" || grade === "bad") ? "fair" : "good";
}

/** @param {number[]} values @returns {number | null} */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted.length ? sorted[Math.floor((sorted.length - 1) / 2)] : null;
}

/** @param {number} value @param {{good: number, fair: number}} steps @returns {Grade} */
function atLeast(value, steps) {
  return value >= steps.good ? "good" : value >= steps.fair ? "fair" : "bad";
}

/** @param {number | null} value @param {{good: number, fair: number}} steps @returns {Grade} */
function atMost(value, steps) {
  if (value === null) return "unknown";
  return value <= steps.good ? "good" : value <= steps.fair ? "fair" : "bad";
}

/** @param {Grade} a @param {Grade} b @returns {Grade} */
function worse(a, b) {
  return (/** @type {Grade[]} */ (["bad", "fair", "unknown"])).find((grade) => a === grade || b === grade) ?? "good";
}
