// How one likes to watch: quality, speed, how large and how dark the subtitles are. Kept in this browser.
import { t } from "../text.js";
import { el } from "./dom.js";

const KEPT = "passerelle-replay";
const SPEEDS = ["0.75", "1", "1.25", "1.5"];
const SLOW_LINES = new Set(["slow-2g", "2g", "3g"]);

/** @typedef {{quality: string, speed: string, size: string, dark: boolean, subtitles: string | null}} Choices
 * `quality`: a height, "sound", or "" as long as nobody chose; `subtitles`: a language, "" for none. */

/** @returns {Choices} */
export function keptChoices() {
  /** @type {Choices} */
  const usual = { quality: "", speed: "1", size: "normal", dark: false, subtitles: null };
  try {
    return { ...usual, ...JSON.parse(localStorage.getItem(KEPT) ?? "{}") };
  } catch {
    return usual;
  }
}

/** @param {Choices} choices */
export function keepChoices(choices) {
  try {
    localStorage.setItem(KEPT, JSON.stringify(choices));
  } catch {
    // Without storage, they hold for this page.
  }
}

/** Which file is played: the one chosen, else a small one on a weak line.
 * @param {{height: number, src: string}[]} videos the largest first @param {{src: string} | null} audio @param {string} wanted */
export function chosenFile(videos, audio, wanted) {
  if (wanted === "sound" && audio) return audio.src;
  const chosen = videos.find((one) => String(one.height) === wanted);
  if (chosen) return chosen.src;
  const line = /** @type {any} */ (navigator).connection;
  const weak = Boolean(line?.saveData) || SLOW_LINES.has(line?.effectiveType);
  return (weak ? videos.at(-1) : videos[0])?.src ?? audio?.src ?? "";
}

/**
 * The form of all of them.
 * @param {{videos: {height: number}[], audio: object | null, subtitles: {language: string, label: string}[]}} media
 * @param {Choices} choices @param {(choices: Choices) => void} changed
 */
export function choicesForm(media, choices, changed) {
  const form = el("form", { class: "reglages" });
  const qualities = [...media.videos.map((one, index) => [String(one.height), t(index === 0 ? "replay.quality.sharp" : "replay.quality.light", { height: one.height })]), ...(media.audio ? [["sound", t("replay.quality.sound")]] : [])];
  const said = media.subtitles.length
    ? [list("subtitles", t("replay.subtitles"), [["", t("replay.subtitles.none")], ...media.subtitles.map((one) => [one.language, one.label])], choices.subtitles ?? ""),
      list("size", t("replay.size"), ["normal", "large", "huge"].map((size) => [size, t(`replay.size.${size}`)]), choices.size),
      el("label", { class: "opt" }, el("input", { type: "checkbox", name: "dark", checked: choices.dark }), el("span", {}, t("replay.dark")))]
    : [];
  const speeds = SPEEDS.map((speed) => [speed, t(`replay.speed.${speed.replace(".", "_")}`)]);
  form.append(list("quality", t("replay.quality"), qualities, choices.quality || qualities[0]?.[0] || ""), list("speed", t("replay.speed"), speeds, choices.speed), ...said);
  form.onchange = () => {
    const data = new FormData(form);
    const text = (/** @type {string} */ name) => String(data.get(name) ?? "");
    changed({ quality: text("quality"), speed: text("speed"), size: text("size") || choices.size, dark: data.has("dark"), subtitles: media.subtitles.length ? text("subtitles") : choices.subtitles });
  };
  form.onsubmit = (event) => event.preventDefault();
  return form;
}

/** @param {string} name @param {string} label @param {string[][]} values value and words @param {string} chosen */
function list(name, label, values, chosen) {
  const options = values.map(([value, words]) => el("option", { value, selected: value === chosen }, words));
  return el("label", { class: "champ" }, el("span", { class: "etiq" }, label), el("select", { class: "saisie", name }, ...options));
}
