// How loud a microphone is, for the gauge and to notice one that hears nothing.

const FLOOR_DB = -60;
const CEILING_DB = -12;
export const SILENCE_DB = -65;
const PERIOD_MS = 100;

/**
 * @param {number} level_db dB relative to full scale
 * @param {number} posts of the gauge
 * @returns {number} posts to fill, from 0
 */
export function filledPosts(level_db, posts) {
  const share = (level_db - FLOOR_DB) / (CEILING_DB - FLOOR_DB);
  return Math.round(Math.min(1, Math.max(0, share)) * posts);
}

/**
 * @param {Float32Array} samples in [-1, 1]
 * @returns {number} root mean square, in dB relative to full scale
 */
export function rmsDb(samples) {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return sum === 0 ? -Infinity : 10 * Math.log10(sum / samples.length);
}

/**
 * Reports the level of a track ten times a second, until the returned function is called.
 * @param {MediaStreamTrack} track
 * @param {(level_db: number) => void} onLevel
 * @returns {() => void}
 */
export function meterLevel(track, onLevel) {
  const context = new AudioContext();
  const analyser = new AnalyserNode(context, { fftSize: 2048 });
  // Held by a name: a source nobody holds may be collected while it plays.
  const source = context.createMediaStreamSource(new MediaStream([track]));
  source.connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const timer = setInterval(() => {
    // Without an output device a browser may never start: nothing measured is not silence.
    if (context.state !== "running") return void context.resume();
    analyser.getFloatTimeDomainData(samples);
    onLevel(rmsDb(samples));
  }, PERIOD_MS);
  return () => {
    clearInterval(timer);
    source.disconnect();
    void context.close();
  };
}
