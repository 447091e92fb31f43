// Delays between two attempts to come back. The longest stays short, so that a home is back
// within seconds of its network; the spread keeps a whole town from knocking at once.

const DELAYS_MS = [200, 500, 1000, 2000, 3000];
const SPREAD = 0.25;

/**
 * @param {number} attempt attempts already failed in a row, from 0
 * @param {() => number} [random] in [0, 1)
 * @returns {number} milliseconds to wait before the next one
 */
export function reconnectDelayMs(attempt, random = Math.random) {
  const delay = DELAYS_MS[Math.min(attempt, DELAYS_MS.length - 1)];
  return delay * (1 - SPREAD + 2 * SPREAD * random());
}
