// Whether the room's own screen may open the session now, as the server sees it. Pure.

/** As early as the server lets a screen open a session. */
const EARLY_MS = 30 * 60_000;

/** @param {import("./messages").Session | null} session @param {number} date_ms this device's date */
export function isDue(session, date_ms) {
  if (session?.state !== "closed" || !session.starts_at || !session.ends_at) return false;
  return Date.parse(session.starts_at) - EARLY_MS <= date_ms && date_ms < Date.parse(session.ends_at);
}
