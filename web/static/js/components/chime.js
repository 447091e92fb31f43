// A soft sound when someone waits at the door. Silent until the page has been touched once.

const NOTES_HZ = [587, 784];
const NOTE_S = 0.18;
/** Felt where nothing is heard: a telephone in the pocket of an apron. */
const BUZZ_MS = [200, 100, 200];

/** @type {AudioContext | null} */
let context = null;

export function chime() {
  if (navigator.userActivation && !navigator.userActivation.hasBeenActive) return;
  context ??= new AudioContext();
  const start = context.currentTime;
  NOTES_HZ.forEach((frequency, index) => ring(/** @type {AudioContext} */ (context), frequency, start + index * NOTE_S));
}

/** Somebody is at the door. */
export function knock() {
  chime();
  if (navigator.userActivation?.hasBeenActive) navigator.vibrate?.(BUZZ_MS);
}

/** @param {AudioContext} audio @param {number} frequency @param {number} at_s */
function ring(audio, frequency, at_s) {
  const oscillator = new OscillatorNode(audio, { frequency });
  const volume = new GainNode(audio, { gain: 0 });
  volume.gain.setValueAtTime(0, at_s);
  volume.gain.linearRampToValueAtTime(0.08, at_s + 0.02);
  volume.gain.linearRampToValueAtTime(0, at_s + NOTE_S * 2);
  oscillator.connect(volume).connect(audio.destination);
  oscillator.start(at_s);
  oscillator.stop(at_s + NOTE_S * 2);
}
