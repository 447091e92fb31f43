// Microphone and camera of this device: asked for at the press, given back when switched off.

/** @typedef {import("./messages").Source} Source */
/** @typedef {"refused" | "none" | "busy" | "unsafe"} CaptureProblem */

/** @type {MediaTrackConstraints} */
const VOICE = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
/** Music: nothing may take the notes for noise, nor even out what is soft and what is loud.
 * @type {MediaTrackConstraints} */
const ORIGINAL = { ...VOICE, noiseSuppression: false, autoGainControl: false };
/** @type {MediaTrackConstraints} */
const PICTURE = { width: { ideal: 640 }, height: { ideal: 360 }, frameRate: { ideal: 24, max: 30 }, facingMode: "user" };

/**
 * @typedef {object} CaptureWish
 * @property {boolean} [original] the sound as it is
 * @property {boolean} [stereo]
 * @property {string} [deviceId] this device and no other
 */

/** @param {Source} source @param {CaptureWish} wish @returns {MediaStreamConstraints} */
function constraints(source, { original, stereo, deviceId }) {
  const device = deviceId ? { deviceId: { exact: deviceId } } : {};
  if (source === "camera") return { video: { ...PICTURE, ...device } };
  return { audio: { ...(original ? ORIGINAL : VOICE), ...(stereo ? { channelCount: { ideal: 2 } } : {}), ...device } };
}

export class CaptureError extends Error {
  /** @param {CaptureProblem} problem */
  constructor(problem) {
    super(problem);
    this.problem = problem;
  }
}

/**
 * Why a device was not given, from the names of the Media Capture specification, section 10.2.
 * @param {unknown} error
 * @returns {CaptureProblem}
 */
export function captureProblem(error) {
  const name = error instanceof Error ? error.name : "";
  if (name === "NotAllowedError" || name === "SecurityError") return "refused";
  if (name === "NotFoundError" || name === "OverconstrainedError") return "none";
  return "busy";
}

/**
 * @param {Source} source
 * @param {CaptureWish} [wish]
 * @returns {Promise<MediaStreamTrack>}
 * @throws {CaptureError}
 */
export async function capture(source, wish = {}) {
  // A browser hides its devices from pages that came over plain HTTP.
  if (!navigator.mediaDevices) throw new CaptureError("unsafe");
  try {
    const stream = await navigator.mediaDevices.getUserMedia(constraints(source, wish));
    return stream.getTracks()[0];
  } catch (error) {
    throw new CaptureError(captureProblem(error));
  }
}

/** Telephones cannot show their screen. */
export function canShareScreen() {
  return Boolean(navigator.mediaDevices?.getDisplayMedia);
}

/**
 * Whether the browser will ask the person before it gives the device.
 * @param {Source} source
 */
export async function willAsk(source) {
  try {
    const status = await navigator.permissions.query({ name: /** @type {PermissionName} */ (source) });
    return status.state === "prompt";
  } catch {
    return true; // The browser cannot tell: better one sentence too many.
  }
}
