// Looking around in a picture of everything around one. Pure; angles in degrees: yaw 0 is the middle of
// the picture and grows to the right, pitch grows upwards, the field of view is the vertical one.

/** @typedef {{yaw_deg: number, pitch_deg: number, view_deg: number}} Look */

export const VIEW_DEG = { least: 30, usual: 75, most: 100 };
/** Straight up or down, left and right mean nothing. */
const PITCH_MAX_DEG = 85;

/** @type {Look} */
export const FORWARD = { yaw_deg: 0, pitch_deg: 0, view_deg: VIEW_DEG.usual };

/** @param {Look} look @param {Partial<Look>} by @returns {Look} */
export function turned(look, by) {
  return limited({
    yaw_deg: look.yaw_deg + (by.yaw_deg ?? 0),
    pitch_deg: look.pitch_deg + (by.pitch_deg ?? 0),
    view_deg: look.view_deg + (by.view_deg ?? 0),
  });
}

/** @param {Look} look @returns {Look} */
export function limited({ yaw_deg, pitch_deg, view_deg }) {
  return {
    yaw_deg: ((((yaw_deg + 180) % 360) + 360) % 360) - 180,
    pitch_deg: Math.min(PITCH_MAX_DEG, Math.max(-PITCH_MAX_DEG, pitch_deg)),
    view_deg: Math.min(VIEW_DEG.most, Math.max(VIEW_DEG.least, view_deg)),
  };
}

/** What is under a finger stays under it. @param {number} pixels @param {number} height_px of the picture @param {Look} look */
export function draggedDeg(pixels, height_px, look) {
  return (pixels / Math.max(height_px, 1)) * look.view_deg;
}

/** The direction of a named place, as somebody would say it. @param {number} yaw_deg @returns {"front" | "right" | "behind" | "left"} */
export function quarterOf(yaw_deg) {
  const turn = (((yaw_deg + 45) % 360) + 360) % 360;
  return /** @type {const} */ (["front", "right", "behind", "left"])[Math.floor(turn / 90)];
}

/**
 * Where a phone looks (W3C Device Orientation, Z-X'-Y''), its back camera being the eye.
 * @param {number} alpha @param {number} beta @param {number} gamma degrees
 * @returns {{yaw_deg: number, pitch_deg: number}} yaw against an unknown north
 */
export function lookOfPhone(alpha, beta, gamma) {
  const [a, b, c] = [alpha, beta, gamma].map((angle) => (angle * Math.PI) / 180);
  // The third column of the rotation is the screen's normal; one looks against it.
  const x = -(Math.cos(a) * Math.sin(c) + Math.sin(a) * Math.sin(b) * Math.cos(c));
  const y = -(Math.sin(a) * Math.sin(c) - Math.cos(a) * Math.sin(b) * Math.cos(c));
  const z = -Math.cos(b) * Math.cos(c);
  return { yaw_deg: (Math.atan2(x, y) * 180) / Math.PI, pitch_deg: (Math.asin(Math.max(-1, Math.min(1, z))) * 180) / Math.PI };
}
