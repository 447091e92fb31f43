// A plain <video> with our own few commands: they say what they do, and a keyboard reaches them all.
import { timeShown } from "../protocol/film-time.js";
import { t } from "../text.js";
import { chosenFile, choicesForm, keepChoices, keptChoices } from "./replay-choices.js";
import { byId, el, setIcon, setText } from "./dom.js";
import { cueText } from "./replay-text.js";
import { Timeline } from "./replay-timeline.js";

/** @typedef {{src: string, height: number, bytes: number, type: string}} Video */
/** @typedef {{duration_s: number, videos: Video[], audio: {src: string} | null, poster: string | null, strip: import("./replay-timeline.js").Strip | null, chapters: import("./replay-timeline.js").Chapter[], chapters_src: string | null, subtitles: {src: string, language: string, label: string, reviewed: boolean}[], spherical: {projection: string} | null}} Media */

const STEP_S = 5;

export class ReplayPlayer {
  video = /** @type {HTMLVideoElement} */ (byId("film"));
  #root = byId("player");
  #choices = keptChoices();
  /** @type {TextTrack | null} */ #track = null;
  /** @type {(seconds: number) => void} */ onTime = () => undefined;
  /** The subtitles chosen, once they are here. @type {(cues: VTTCue[]) => void} */ onText = () => undefined;

  /** @param {Media} media @param {number} from_s where to begin */
  constructor(media, from_s) {
    this.media = media;
    this.timeline = new Timeline(byId("timeline"), media.duration_s, media.chapters, media.strip, (seconds) => this.seek(seconds));
    this.#tracks();
    this.#commands();
    this.#listen();
    this.#apply(from_s);
  }

  /** @param {number} seconds */
  seek(seconds) {
    this.video.currentTime = seconds;
    this.#tell(seconds);
  }

  toggle() {
    if (this.video.paused) void this.video.play().catch(() => undefined);
    else this.video.pause();
  }

  #tracks() {
    for (const { src, language, label } of this.media.subtitles) this.video.append(el("track", { kind: "subtitles", src, srclang: language, label }));
    // Read by players that take the whole screen by themselves.
    if (this.media.chapters_src) this.video.append(el("track", { kind: "chapters", src: this.media.chapters_src }));
    this.#choices.subtitles ??= (this.media.subtitles.find((one) => one.language === document.documentElement.lang) ?? this.media.subtitles[0])?.language ?? "";
  }

  #commands() {
    byId("play").onclick = byId("play-large").onclick = () => this.toggle();
    const more = byId("choices"), panel = byId("choices-panel");
    more.onclick = () => {
      panel.hidden = !panel.hidden;
      more.setAttribute("aria-expanded", String(!panel.hidden));
      if (!panel.hidden) panel.querySelector("select")?.focus();
    };
    this.#form();
    const subtitles = byId("subtitles");
    subtitles.hidden = !this.media.subtitles.length;
    subtitles.onclick = () => {
      const shown = this.#choices.subtitles;
      this.#choices.subtitles = shown ? "" : (this.media.subtitles[0]?.language ?? "");
      this.#changed();
      this.#form();
    };
    const full = byId("full"), frame = byId("frame"), video = /** @type {any} */ (this.video);
    full.hidden = !document.fullscreenEnabled && !video.webkitEnterFullscreen;
    full.onclick = () => {
      if (document.fullscreenElement) void document.exitFullscreen();
      else if (document.fullscreenEnabled) void this.#root.requestFullscreen();
      else video.webkitEnterFullscreen();
    };
    document.addEventListener("fullscreenchange", () => setText(byId("full-words"), t(document.fullscreenElement ? "replay.full.leave" : "replay.full")));
    frame.onclick = (event) => {
      if (event.target === this.video) this.toggle();
    };
  }

  #form() {
    byId("choices-panel").replaceChildren(choicesForm(this.media, this.#choices, (choices) => {
      this.#choices = choices;
      this.#changed();
    }));
  }

  #changed() {
    keepChoices(this.#choices);
    this.#apply(this.video.currentTime);
  }

  /** Everything as it was chosen; another file goes on where this one was. @param {number} at_s */
  #apply(at_s) {
    const { quality, speed, size, dark } = this.#choices;
    const src = chosenFile(this.media.videos, this.media.audio, quality);
    if (this.video.getAttribute("src") !== src) {
      const plays = !this.video.paused;
      this.video.src = src;
      if (at_s > 0) this.video.addEventListener("loadedmetadata", () => (this.video.currentTime = at_s), { once: true });
      if (plays) void this.video.play().catch(() => undefined);
      this.#tell(at_s);
    }
    this.video.poster = this.media.poster ?? "";
    this.video.playbackRate = this.video.defaultPlaybackRate = Number(speed);
    Object.assign(this.#root.dataset, { size, dark: String(dark), sound: String(src === this.media.audio?.src) });
    this.#showSubtitles();
  }

  #showSubtitles() {
    const wanted = this.#choices.subtitles;
    byId("subtitles").setAttribute("aria-pressed", String(Boolean(wanted)));
    for (const element of /** @type {NodeListOf<HTMLTrackElement>} */ (this.video.querySelectorAll("track[kind=subtitles]"))) {
      const chosen = element.srclang === (wanted || this.media.subtitles[0]?.language);
      // Loaded, and drawn by us: their size and their ground are chosen here.
      element.track.mode = chosen ? "hidden" : "disabled";
      element.track.oncuechange = chosen ? () => this.#cue() : null;
      if (!chosen) continue;
      const changes = this.#track !== element.track;
      this.#track = element.track;
      if (element.readyState === 2) {
        if (changes) this.onText(this.#cues());
      } else element.onload = () => this.onText(this.#cues());
    }
    this.#cue();
  }

  #cues() {
    return /** @type {VTTCue[]} */ ([...(this.#track?.cues ?? [])]);
  }

  #cue() {
    const cues = this.#choices.subtitles ? [...(this.#track?.activeCues ?? [])] : [];
    setText(byId("said-now"), cues.map((cue) => cueText(/** @type {VTTCue} */ (cue))).join("\n"));
  }

  #listen() {
    const { video } = this;
    video.ontimeupdate = () => this.#tell(video.currentTime);
    video.onplay = video.onpause = video.onended = () => this.#state();
    // Where the browser takes the whole screen by itself, it draws the subtitles too.
    const native = (/** @type {TextTrackMode} */ mode) => () => {
      if (this.#track && this.#choices.subtitles) this.#track.mode = mode;
    };
    video.addEventListener("webkitbeginfullscreen", native("showing"));
    video.addEventListener("webkitendfullscreen", native("hidden"));
    this.#root.onkeydown = (event) => {
      if (event.target instanceof HTMLElement && event.target.closest("button, select, input, a")) return;
      if (event.ctrlKey || event.altKey || event.metaKey) return;
      if (event.key === " ") this.toggle();
      else if (event.key === "ArrowLeft" || event.key === "ArrowRight") {
        const step_s = event.key === "ArrowLeft" ? -STEP_S : STEP_S;
        this.seek(Math.min(this.media.duration_s, Math.max(0, video.currentTime + step_s)));
      } else return;
      event.preventDefault();
    };
    this.#state();
  }

  #state() {
    const { paused } = this.video;
    setText(byId("play-words"), t(paused ? "replay.play" : "replay.pause"));
    const drawn = byId("play").querySelector("svg");
    if (drawn) setIcon(drawn, paused ? "lire" : "pause");
    byId("play-large").hidden = !paused;
    this.#root.dataset.plays = String(!paused);
  }

  /** @param {number} seconds */
  #tell(seconds) {
    this.timeline.show(seconds);
    setText(byId("now"), timeShown(seconds));
    this.onTime(seconds);
  }
}
