// Which browser on which machine, from what a browser says of itself: people know theirs by that.

/** Each names itself beside those it resembles: the first that fits. */
const BROWSERS = /** @type {const} */ ([["Edg", "Edge"], ["OPR", "Opera"], ["SamsungBrowser", "Samsung Internet"], ["Firefox", "Firefox"], ["FxiOS", "Firefox"], ["CriOS", "Chrome"], ["Chrome", "Chrome"], ["Safari", "Safari"]]);
const SYSTEMS = /** @type {const} */ ([["Android", "Android"], ["iPhone", "iPhone"], ["iPad", "iPad"], ["Windows", "Windows"], ["Macintosh", "Mac"], ["CrOS", "Chromebook"], ["Linux", "Linux"]]);

/** "": not one of those we know.
 * @param {string} userAgent @returns {{browser: string, system: string}} */
export function browserName(userAgent) {
  return { browser: named(BROWSERS, userAgent), system: named(SYSTEMS, userAgent) };
}

/** @param {readonly (readonly [string, string])[]} table @param {string} text */
function named(table, text) {
  return table.find(([mark]) => text.includes(mark))?.[1] ?? "";
}
