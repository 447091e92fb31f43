// The time left of a timer, as its face shows it. Pure.

/** "4:05", "1:02:00"; whole seconds, rounded up so that 0:00 means over.
 * @param {number} left seconds */
export function clockFace(left) {
  const whole = Math.max(0, Math.ceil(left));
  const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const shown = parts[0] ? parts : parts.slice(1);
  return shown.map((part, index) => (index ? String(part).padStart(2, "0") : String(part))).join(":");
}
