// A picture and a sound made here, to try a line with: nobody is filmed, nobody is heard.

const [WIDTH, HEIGHT, FRAMES_PER_S] = [640, 360, 15];
const TILE = 20;
const TONE_HZ = 400;
/** A tone at full level is what howling sounds like, and would be cut. */
const TONE_LEVEL = 0.2;
const [SAMPLES_PER_S, BLOCK_MS] = [48_000, 10];

/** @returns {{stream: MediaStream, stop: () => void}} */
export function testStream() {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [WIDTH, HEIGHT];
  const context = canvas.getContext("2d");
  const draw = () => context && scatter(context);
  draw();
  const timer = setInterval(draw, 1000 / FRAMES_PER_S);
  const tone = "MediaStreamTrackGenerator" in window ? writtenTone() : oscillatorTone();
  const stream = new MediaStream([...canvas.captureStream(FRAMES_PER_S).getVideoTracks(), tone.track]);
  const stop = () => {
    clearInterval(timer);
    tone.stop();
    for (const track of stream.getTracks()) track.stop();
  };
  return { stream, stop };
}

function oscillatorTone() {
  const audio = new AudioContext();
  const tone = new OscillatorNode(audio, { frequency: TONE_HZ });
  const destination = new MediaStreamAudioDestinationNode(audio);
  tone.connect(new GainNode(audio, { gain: TONE_LEVEL })).connect(destination);
  tone.start();
  return { track: destination.stream.getAudioTracks()[0], stop: () => void audio.close() };
}

/** The same, sample by sample: Chromium lets no AudioContext run before the page was touched. */
function writtenTone() {
  // @ts-expect-error Chromium alone has it, and the types of the standard do not.
  const generator = new MediaStreamTrackGenerator({ kind: "audio" });
  const writer = generator.writable.getWriter();
  // Whole periods: the blocks follow on without a step.
  const data = Float32Array.from({ length: (SAMPLES_PER_S * BLOCK_MS) / 1000 }, (_, i) => TONE_LEVEL * Math.sin((2 * Math.PI * TONE_HZ * i) / SAMPLES_PER_S));
  const begun = performance.now();
  let blocks = 0;
  const write = () => {
    for (; blocks * BLOCK_MS <= performance.now() - begun; blocks++) {
      const block = { format: "f32", sampleRate: SAMPLES_PER_S, numberOfFrames: data.length, numberOfChannels: 1, timestamp: blocks * BLOCK_MS * 1000, data };
      // @ts-expect-error as above
      writer.write(new AudioData(block)).catch(() => undefined);
    }
  };
  const timer = setInterval(write, BLOCK_MS);
  const stop = () => clearInterval(timer);
  return { track: /** @type {MediaStreamTrack} */ (generator), stop };
}

/** Coloured tiles that are never the same: an encoder must send what a busy kitchen would ask for.
 * @param {CanvasRenderingContext2D} context */
function scatter(context) {
  for (let y = 0; y < HEIGHT; y += TILE) {
    for (let x = 0; x < WIDTH; x += TILE) {
      context.fillStyle = `hsl(${Math.random() * 360} 40% ${30 + Math.random() * 40}%)`;
      context.fillRect(x, y, TILE, TILE);
    }
  }
}
