// Times in a film, as they are shown and as they are said.

/** "15:58", "1:02:03". @param {number} seconds */
export function timeShown(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const padded = String(rest).padStart(2, "0");
  return hours ? `${hours}:${String(minutes).padStart(2, "0")}:${padded}` : `${minutes}:${padded}`;
}

/** "15 min 58", "1 h 2 min 3", "7 s". @param {number} seconds */
export function timeSaid(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  if (!hours && !minutes) return `${rest}\u00a0s`;
  const said = hours ? `${hours}\u00a0h ${minutes}\u00a0min` : `${minutes}\u00a0min`;
  return rest ? `${said}\u00a0${rest}` : said;
}

/** Which of these (in order of time) is on at `seconds`; -1: none yet.
 * @param {{at_s: number}[]} marks @param {number} seconds */
export function markAt(marks, seconds) {
  // A jump lands a little before or after what was asked for.
  return marks.filter((mark) => mark.at_s <= seconds + 0.05).length - 1;
}

/** Where to go on: not at the very beginning, not at the very end.
 * @param {number} left_s where one left @param {number} duration_s */
export function resumeAt(left_s, duration_s) {
  return left_s >= 10 && left_s < duration_s - Math.min(15, duration_s * 0.05) ? Math.max(0, left_s - 2) : 0;
}

/** Accents, case and ligatures make no other word. @param {string} text */
export function folded(text) {
  return text.toLowerCase().replaceAll("œ", "oe").replaceAll("æ", "ae").replaceAll("’", "'").normalize("NFD").replace(/\p{M}/gu, "");
}
