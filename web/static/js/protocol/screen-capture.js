// A screen or a window of this device, asked for at the press.
import { CaptureError, captureProblem } from "./capture.js";

/**
 * A screen or a window, chosen by the person in the browser's own dialog, with its sound where the
 * browser gives it.
 * @returns {Promise<{picture: MediaStreamTrack, sound: MediaStreamTrack | null}>}
 * @throws {CaptureError} "refused" too when the person changed their mind
 */
export async function captureScreen() {
  try {
    const stream = await navigator.mediaDevices.getDisplayMedia({ video: { frameRate: { max: 15 } }, audio: true });
    const [picture] = stream.getVideoTracks();
    picture.contentHint = "detail"; // Letters stay sharp; movement may stutter.
    return { picture, sound: stream.getAudioTracks()[0] ?? null };
  } catch (error) {
    throw new CaptureError(captureProblem(error));
  }
}
