// A picture and a sound made here, to try a line with: nobody is filmed, nobody is heard.

const [WIDTH, HEIGHT, FRAMES_PER_S] = [640, 360, 15];
const TILE = 20;
const TONE_HZ = 440;

/** @returns {{stream: MediaStream, stop: () => void}} */
export function testStream() {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [WIDTH, HEIGHT];
  const context = canvas.getContext("2d");
  const draw = () => context && scatter(context);
  draw();
  const timer = setInterval(draw, 1000 / FRAMES_PER_S);
  const audio = new AudioContext();
  const tone = new OscillatorNode(audio, { frequency: TONE_HZ });
  const destination = new MediaStreamAudioDestinationNode(audio);
  tone.connect(destination);
  tone.start();
  const stream = new MediaStream([...canvas.captureStream(FRAMES_PER_S).getVideoTracks(), ...destination.stream.getAudioTracks()]);
  const stop = () => {
    clearInterval(timer);
    for (const track of stream.getTracks()) track.stop();
    void audio.close();
  };
  return { stream, stop };
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
