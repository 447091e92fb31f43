// Whether the line carries what is sent to us, from two readings of its counters. Pure.

/** As the help of a session names it. @typedef {"ok" | "weak" | "audio_only"} LineQuality */
/** @typedef {{audioReceived: number, audioLost: number, frames: number, rtt_ms: number}} Reading */

const LOST_SHARE = 0.05;
const SLOW_RTT_MS = 800;

/**
 * @param {Iterable<any>} report the values of an RTCStatsReport
 * @returns {Reading}
 */
export function readLine(report) {
  const reading = { audioReceived: 0, audioLost: 0, frames: 0, rtt_ms: 0 };
  for (const stat of report) {
    if (stat.type === "candidate-pair" && stat.nominated) reading.rtt_ms = Math.max(reading.rtt_ms, 1000 * (stat.currentRoundTripTime ?? 0));
    if (stat.type !== "inbound-rtp") continue;
    if (stat.kind === "audio") {
      reading.audioReceived += stat.packetsReceived ?? 0;
      reading.audioLost += Math.max(0, stat.packetsLost ?? 0);
    } else {
      reading.frames += stat.framesReceived ?? 0;
    }
  }
  return reading;
}

/**
 * @param {Reading} before some seconds ago @param {Reading} now
 * @param {boolean} wantsPicture a picture that is live was asked for all that time
 * @returns {LineQuality}
 */
export function judgeLine(before, now, wantsPicture) {
  const received = now.audioReceived - before.audioReceived;
  const lost = Math.max(0, now.audioLost - before.audioLost);
  if (received > 0 && wantsPicture && now.frames === before.frames) return "audio_only";
  const lossy = received + lost > 0 && lost / (received + lost) > LOST_SHARE;
  return lossy || now.rtt_ms > SLOW_RTT_MS ? "weak" : "ok";
}
