// The full-page sentences: what happens, then what to do.
import { phoneText, clockTime, t } from "../text.js";

/** @typedef {import("../components/notice.js").Notice} Notice */
/** @typedef {import("../protocol/messages").Session} Session */

/** @param {Session | null} session */
export function hostName(session) {
  return session?.host || t("host.default");
}

/**
 * @param {"closed" | "lobby" | "locked"} reason
 * @param {Session | null} session
 * @returns {Notice}
 */
export function waitingNotice(reason, session) {
  if (reason === "locked") return { title: t("locked.title"), sentence: t("locked.told", { host: hostName(session) }) };
  if (reason === "lobby") return { title: t("wait.title", { host: hostName(session) }), sentence: t("wait.stay") };
  const start = session?.starts_at;
  const later = start && new Date(start) > new Date();
  return {
    title: later ? t("join.early.title", { time: clockTime(start) }) : t("join.soon.title"),
    sentence: t("join.early.stay"),
  };
}

/** @returns {Notice} */
export function endedNotice() {
  return { title: t("ended.title"), sentence: t("ended.thanks"), action: { label: t("ended.films"), icon: "lire", do: () => location.assign("/fabrique") } };
}

/** @param {Session | null} session @param {string} [by] @returns {Notice} */
export function removedNotice(session, by) {
  const values = { host: by || hostName(session), tel: phoneText(session?.centre.phone) };
  return { title: t("removed.title"), sentence: t("removed.call", values) };
}

/** The same place is taken from another tab or device. @param {() => void} comeBack @returns {Notice} */
export function replacedNotice(comeBack) {
  return { title: t("replaced.title"), sentence: t("replaced.back"), action: { label: t("replaced.return"), do: comeBack } };
}

/** @param {() => void} comeBack @returns {Notice} */
export function leftNotice(comeBack) {
  return { title: t("left.title"), sentence: t("left.back"), action: { label: t("left.return"), main: true, do: comeBack } };
}

/**
 * @param {string} reason why the server does not let in
 * @param {Session | null} session
 * @param {() => void} again
 * @returns {Notice}
 */
export function refusedNotice(reason, session, again) {
  const retry = { label: t("join.again"), icon: "refaire", do: again };
  switch (reason) {
    case "ended":
      return endedNotice();
    case "locked":
      return { title: t("locked.title"), sentence: t("locked.told", { host: hostName(session) }), action: retry };
    case "full":
      return { title: t("join.full.title"), sentence: t("join.full.help", { tel: phoneText(session?.centre.phone) }), action: retry };
    case "version":
      return { title: t("version.title"), sentence: t("version.reload"), action: { label: t("version.reload.do"), main: true, do: () => location.reload() } };
    default:
      return linkNotice();
  }
}

/** The link is wrong, unknown or too old: the three are told alike.
 * @returns {Notice} */
export function linkNotice() {
  return {
    title: t("link.title"),
    sentence: t("link.help"),
    action: { label: t("join.code.use"), icon: "d", main: true, do: () => location.assign("/") },
  };
}
