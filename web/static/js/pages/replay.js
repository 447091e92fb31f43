// A replay: the picture, its chapters, all that is said; where one left, and the way out for whoever is in it.
import { sizeText } from "../components/data-size.js";
import { byId, el, icon, setText } from "../components/dom.js";
import { ReplayPlayer } from "../components/replay-player.js";
import { ReplayText } from "../components/replay-text.js";
import { markAt, resumeAt, timeSaid, timeShown } from "../protocol/film-time.js";
import { dateText, dayName, t } from "../text.js";
import { objecting } from "./replay-objection.js";
import { guardFragment, setPageState } from "./page.js";
import { replayOfAddress, request, showKey } from "./replay-server.js";

const id = replayOfAddress();
const path = `/api/replays/${encodeURIComponent(id)}`;
const LEFT = `passerelle-replay-${id}`;
const KEEP_EVERY_S = 5;
const LOOK_AGAIN_MS = 10_000;

async function start() {
  guardFragment();
  await showKey(id);
  const { ok, status, body } = await request("GET", path);
  if (!ok) return gone(t(status === 404 ? "replay.gone" : "replay.offline"));
  const { replay } = body;
  describe(replay);
  if (!replay.media) return preparing(replay);
  byId("watch").hidden = false;
  attached(replay.attached);
  if (replay.media.videos.length || replay.media.audio) watch(replay);
  else picture(replay);
  setPageState("ready");
}

/** @param {string} sentence */
function gone(sentence) {
  byId("watch").hidden = byId("preparing").hidden = true;
  byId("gone").hidden = false;
  setText(byId("gone-words"), sentence);
  setPageState("gone");
}

/** It is not made yet: only those of the centre come here. @param {any} replay */
function preparing(replay) {
  byId("preparing").hidden = false;
  setText(byId("preparing-words"), replay.making === "failed" ? t("replay.failed") : t("replay.preparing", { percent: Math.floor(replay.making_done * 100) }));
  setPageState("preparing");
  if (replay.making !== "failed") setTimeout(() => location.reload(), LOOK_AGAIN_MS);
}

/** @param {any} replay */
function describe(replay) {
  document.title = `${replay.title} · ${t("app.name")}`;
  for (const place of ["title", "preparing-title"]) setText(byId(place), replay.title);
  const day = replay.session_at ? dayName(new Date(replay.session_at)).toLowerCase() : "";
  setText(byId("about"), t(day ? "replay.about.session" : replay.by ? "replay.about.film" : "replay.about.centre", { day, by: replay.by, centre: replay.centre }));
  setText(byId("description"), replay.description);
  const reviewed = replay.media?.subtitles.some((/** @type {any} */ one) => one.reviewed);
  byId("facts").replaceChildren(
    ...(replay.duration_s ? [badge("heure", timeSaid(Math.max(60, replay.duration_s - (replay.duration_s % 60))))] : []),
    ...(reviewed ? [badge("st", t("replay.subtitles.reviewed"), "past past-ok")] : []),
    badge("cal", t("replay.until", { date: dateText(new Date(replay.ends_at)) })));
  if (!replay.reviews) return;
  const review = /** @type {HTMLAnchorElement} */ (byId("review"));
  review.hidden = false;
  review.href = `/relecture/${encodeURIComponent(id)}`;
  setText(byId("review-words"), t(`replay.state.${replay.state}`));
}

/** @param {string} drawn @param {string} words @param {string} [look] */
function badge(drawn, words, look = "past") {
  return el("span", { class: look }, icon(drawn), words);
}

/** @param {any} replay */
function watch(replay) {
  const { media } = replay;
  const from_s = resumeAt(left(), media.duration_s);
  const player = new ReplayPlayer(media, from_s);
  const text = new ReplayText(byId("text-lines"), (seconds) => player.seek(seconds));
  player.onText = (cues) => {
    byId("text").hidden = cues.length === 0;
    text.show(cues);
  };
  const chapters = showChapters(media.chapters, (seconds) => player.seek(seconds));
  setText(byId("whole"), timeShown(media.duration_s));
  byId("resumed").hidden = from_s === 0;
  setText(byId("resumed-words"), t("replay.resumed", { at: timeShown(from_s) }));
  byId("restart").onclick = () => {
    player.seek(0);
    byId("resumed").hidden = true;
    byId("timeline").focus();
  };
  let kept_s = from_s;
  player.onTime = (seconds) => {
    text.follow(seconds);
    chapters(seconds);
    if (Math.abs(seconds - kept_s) >= KEEP_EVERY_S) keep((kept_s = seconds));
  };
  addEventListener("pagehide", () => keep(player.video.ended ? 0 : player.video.currentTime));
  if (media.spherical) void lookAround(player.video, replay);
  downloads(replay);
  objecting(path, () => gone(t("replay.hidden")), () => player.video.pause());
}

/** A picture that does not move: there is nothing to play. @param {any} replay */
function picture(replay) {
  const image = el("img", { src: replay.media.poster, alt: replay.title });
  byId("player").dataset.still = "true";
  byId("film").replaceWith(image);
  if (replay.media.spherical) void lookAround(image, replay);
  objecting(path, () => gone(t("replay.hidden")), () => undefined);
}

/** What lies beside it. @param {{kind: "pdf" | "image" | "link", title: string, src: string, bytes: number}[]} every */
function attached(every) {
  byId("attached").hidden = every.length === 0;
  byId("attached-list").replaceChildren(...every.map(({ kind, title, src, bytes }) => {
    const beside = kind === "pdf" ? {} : { target: "_blank", rel: "noopener noreferrer" };
    const about = t(`replay.attached.${kind}`, { size: sizeText(bytes), host: new URL(src, location.href).host });
    return el("li", {}, el("a", { href: src, ...beside }, title, el("span", { class: "doux" }, about), kind === "pdf" ? null : el("span", { class: "vh" }, t("replay.attached.tab"))));
  }));
}

/** @param {{at_s: number, title: string}[]} chapters @param {(seconds: number) => void} seek @returns {(seconds: number) => void} */
function showChapters(chapters, seek) {
  const titled = chapters.filter((chapter) => chapter.title);
  byId("chapters").hidden = titled.length === 0;
  const links = titled.map((chapter) => {
    const link = el("a", { href: `#${Math.floor(chapter.at_s)}` }, el("span", { class: "num" }, timeShown(chapter.at_s)), chapter.title);
    link.onclick = (event) => {
      event.preventDefault();
      seek(chapter.at_s);
    };
    return link;
  });
  byId("chapter-list").replaceChildren(...links);
  let here = -1;
  return (seconds) => {
    const now = markAt(titled, seconds);
    if (now === here) return;
    links[here]?.removeAttribute("aria-current");
    links[now]?.setAttribute("aria-current", "true");
    here = now;
  };
}

/** @param {HTMLVideoElement | HTMLImageElement} shown @param {any} replay */
async function lookAround(shown, replay) {
  const { SphericalView } = await import("../components/spherical-view.js");
  const view = new SphericalView();
  byId("player").dataset.around = "true";
  shown.replaceWith(view);
  await view.show(shown, { title: replay.title, places: replay.media.places });
}

/** @param {any} replay */
function downloads(replay) {
  if (!replay.downloads) return;
  const files = [...replay.media.videos, ...(replay.media.audio ? [replay.media.audio] : [])];
  byId("downloads").hidden = files.length === 0;
  byId("download-list").replaceChildren(...files.map((file) =>
    el("li", {}, el("a", { class: "lien", href: `${file.src}?download` }, file.height ? t("replay.keep.video", { height: file.height }) : t("replay.keep.sound"), " ", el("span", { class: "doux" }, sizeText(file.bytes))))));
}

function left() {
  try {
    return Number(localStorage.getItem(LEFT)) || 0;
  } catch {
    return 0;
  }
}

/** @param {number} seconds */
function keep(seconds) {
  try {
    localStorage.setItem(LEFT, String(Math.floor(seconds)));
  } catch {
    // Without storage, one begins anew.
  }
}

void start();
