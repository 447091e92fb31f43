// The interface's sentences, in the language of the page.

export const language = document.documentElement.lang || "fr";

/** @type {Record<string, string>} */
const sentences = {};
/** @type {Map<string, Promise<void>>} */
const parts = new Map();

/** Sentences that not every page needs: "lead", "desk".
 * @param {string} part "": those of everybody @returns {Promise<void>} */
export function addSentences(part) {
  const known = parts.get(part) ?? load(`/static/locales/${language}${part && `.${part}`}.json`);
  parts.set(part, known);
  known.catch(() => parts.delete(part)); // A weak line may bring it the next time.
  return known;
}

/** @param {string} address */
async function load(address) {
  Object.assign(sentences, await (await fetch(address)).json());
}

/** @param {string} part @returns {Promise<void>} once they are here, however often that takes asking */
async function insistOn(part, delay = 1000) {
  try {
    await addSentences(part);
  } catch {
    await new Promise((resolve) => setTimeout(resolve, delay));
    await insistOn(part, Math.min(2 * delay, 30_000));
  }
}

// Modules that import this one start when the page's sentences are here: one that failed would stay so.
await Promise.all(["", ...(document.documentElement.dataset.sentences?.split(" ") ?? [])].map((part) => insistOn(part)));

/** ".tu" when it is a child who reads: its own sentences, where there are any. */
let reader = "";

/** From now on a child is spoken to, or an adult; what the page says already is said anew.
 * @param {boolean} child */
export async function speakTo(child) {
  if (child) await addSentences("tu");
  reader = child ? ".tu" : "";
  for (const element of document.querySelectorAll("[data-say]")) element.textContent = t(element.getAttribute("data-say") ?? "");
}

/**
 * @param {string} key
 * @param {Record<string, string | number>} [values] what replaces {name} in the sentence
 * @returns {string}
 */
export function t(key, values = {}) {
  return (sentences[key + reader] ?? sentences[key] ?? key).replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}

/**
 * The same for a sentence that counts: its key ends with .one or .other.
 * @param {string} key @param {number} n @param {Record<string, string | number>} [values]
 */
export function tn(key, n, values = {}) {
  return t(`${key}.${new Intl.PluralRules(language).select(n) === "one" ? "one" : "other"}`, { n, ...values });
}

/** "14 h 30", "2:30 pm".
 * @param {string} iso */
export function clockTime(iso) {
  const date = new Date(iso);
  if (language !== "fr") return date.toLocaleTimeString("en-GB", { hour: "numeric", minute: "2-digit", hour12: true });
  const minutes = date.getMinutes();
  return `${date.getHours()}\u00a0h${minutes ? `\u00a0${String(minutes).padStart(2, "0")}` : ""}`;
}

/** "23 novembre 2028".
 * @param {Date} date */
export function dateText(date) {
  return date.toLocaleDateString(language === "fr" ? "fr" : "en-GB", { day: "numeric", month: "long", year: "numeric" });
}

/** "Jeudi 12 mars".
 * @param {Date} date */
export function dayName(date) {
  const day = date.toLocaleDateString(language === "fr" ? "fr" : "en-GB", { weekday: "long", day: "numeric", month: "long" });
  return day[0].toUpperCase() + day.slice(1);
}

/** "Aujourd’hui, de 14 h à 15 h 30".
 * @param {string} start @param {string} end ISO dates */
export function timeRange(start, end) {
  const date = new Date(start);
  const today = date.toDateString() === new Date().toDateString();
  return t("time.range", { day: today ? t("today") : dayName(date), start: clockTime(start), end: clockTime(end) });
}

/** Groups of three digits kept on one line.
 * @param {string} digits */
export function groupedCode(digits) {
  return digits.replace(/\D/g, "").replace(/(\d{3})(?=\d)/g, "$1\u00a0");
}

/** A telephone number kept on one line.
 * @param {string | null | undefined} phone */
export function phoneText(phone) {
  return (phone ?? "").replaceAll(" ", "\u00a0");
}

/** "Jean-Pierre M." -> "JP".
 * @param {string} name */
export function initials(name) {
  const words = name.split(/[\s-]+/).filter((word) => /^\p{L}/u.test(word));
  const letters = words.filter((word) => !/^\p{L}\.?$/u.test(word)).map((word) => word[0]);
  return (letters.slice(0, 2).join("") || name.slice(0, 1)).toLocaleUpperCase(language);
}
