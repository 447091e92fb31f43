// The time left of a timer, by this device's own clock: its date may be wrong by minutes. Pure.

/** @typedef {import("./messages").Timer} Timer */

/**
 * What to remember when a timer is told.
 * @param {Timer} timer
 * @param {number} now seconds of a clock that only goes forward
 * @param {number} date_ms this device's date
 * @param {boolean} fresh just started: all of its seconds are left, whatever the date says
 * @returns {number} when it ends, in seconds of that same clock
 */
export function endOf(timer, now, date_ms, fresh) {
  if (fresh) return now + timer.seconds;
  const left = (Date.parse(timer.ends_at) - date_ms) / 1000;
  return now + Math.min(timer.seconds, Math.max(0, left));
}

/** "4:05", "1:02:00"; whole seconds, rounded up so that 0:00 means over.
 * @param {number} left seconds */
export function clockFace(left) {
  const whole = Math.max(0, Math.ceil(left));
  const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const shown = parts[0] ? parts : parts.slice(1);
  return shown.map((part, index) => (index ? String(part).padStart(2, "0") : String(part))).join(":");
}
