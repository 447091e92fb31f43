// La Fabrique: every film that one may watch, by words and by series.
import { byId, el, icon, setText } from "../components/dom.js";
import { timeSaid } from "../protocol/film-time.js";
import { language, t, tn } from "../text.js";
import { setPageState } from "./page.js";
import { request } from "./replay-server.js";

const TYPING_MS = 250;
const DAY_MS = 86_400_000;
let asked = 0;

async function start() {
  const form = /** @type {HTMLFormElement} */ (byId("search"));
  const address = new URLSearchParams(location.search);
  /** @type {HTMLInputElement} */ (byId("q")).value = address.get("q") ?? "";
  form.onsubmit = (event) => {
    event.preventDefault();
    void find();
  };
  let typed = 0;
  form.oninput = () => {
    clearTimeout(typed);
    typed = setTimeout(() => void find(), TYPING_MS);
  };
  byId("series").onchange = () => void find();
  await find(address.get("serie"));
  setPageState("ready");
  void waiting();
}

/** @param {string | null} [first] the series in the address */
async function find(first) {
  const mine = ++asked;
  const q = /** @type {HTMLInputElement} */ (byId("q")).value.trim();
  const chosen = document.querySelector("#series input:checked");
  const series = first ?? (chosen instanceof HTMLInputElement ? chosen.value : "");
  const query = new URLSearchParams({ ...(q && { q }), ...(series && { series }) });
  const answer = await request("GET", `/api/replays?${query}`);
  // What was asked for since is what is wanted.
  if (mine !== asked) return;
  if (!answer.ok) return none(t("replay.offline"));
  const { replays, count, series: all, feeds } = answer.body;
  const shown = new URLSearchParams({ ...(q && { q }), ...(series && { serie: series }) }).toString();
  history.replaceState(null, "", shown ? `?${shown}` : location.pathname);
  showSeries(all, series);
  byId("cards").replaceChildren(...replays.map(card));
  none(count ? "" : t(q || series ? "replay.none.found" : "replay.none"));
  setText(byId("count"), q || series ? tn("replay.count", count) : "");
  byId("feeds").replaceChildren(...feeds.map((/** @type {number} */ centre) => el("a", { class: "lien", href: `/fabrique/${centre}/flux.xml`, type: "application/rss+xml" }, t("replay.feed"))));
}

/** @param {string} sentence */
function none(sentence) {
  byId("none").hidden = !sentence;
  setText(byId("none"), sentence);
}

/** @param {string[]} all @param {string} chosen */
function showSeries(all, chosen) {
  const place = byId("series");
  place.hidden = all.length === 0;
  // Written anew only when they change: the focus may be in them.
  const key = JSON.stringify(all);
  if (place.dataset.all === key) return;
  place.dataset.all = key;
  const choice = (/** @type {string} */ value, /** @type {string} */ words) =>
    el("label", {}, el("input", { type: "radio", name: "series", value, checked: value === chosen }), el("span", {}, words));
  byId("series-list").replaceChildren(choice("", t("replay.series.all")), ...all.map((one) => choice(one, one)));
}

/** @param {any} one */
function card(one) {
  const picture = el("div", { class: "v" }, one.poster ? el("img", { src: one.poster, alt: "", loading: "lazy", decoding: "async" }) : el("span", { class: "sans" }, icon("lire")),
    one.duration_s ? el("span", { class: "d num" }, timeSaid(Math.max(60, one.duration_s - (one.duration_s % 60)))) : null);
  const words = [one.by, one.series, one.published_at && since(new Date(one.published_at))].filter(Boolean).join(" · ");
  return el("article", { class: "vid" }, picture, el("div", { class: "t" },
    el("h2", {}, el("a", { href: `/replays/${encodeURIComponent(one.id)}` }, one.title)), el("p", {}, words)));
}

/** "aujourd’hui", "il y a 2 jours", "le mois dernier". @param {Date} then */
function since(then) {
  const days = Math.round((Date.now() - then.getTime()) / DAY_MS);
  const format = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
  if (days < 7) return format.format(-days, "day");
  if (days < 31) return format.format(-Math.round(days / 7), "week");
  return format.format(-Math.round(days / 30.4), "month");
}

/** Those who lead see how much waits for them. */
async function waiting() {
  const { ok, body } = await request("GET", "/api/replay-reviews");
  if (!ok || !body.replays.length) return;
  byId("waiting").hidden = false;
  setText(byId("waiting-words"), tn("replay.waiting", body.replays.length));
}

void start();
