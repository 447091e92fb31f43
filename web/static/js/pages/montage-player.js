// Plays what was recorded as it would be with the decisions made so far: the camera of each passage,
// every voice that is kept, nothing of what is left out. Files begin and end where people came and went.
import { el } from "../components/dom.js";
import { cameraAt, cutAt } from "../protocol/film-edits.js";

/** @typedef {import("../protocol/film-edits.js").Edits} Edits */
/** @typedef {{src: string, type: string, from_s: number, to_s: number}} SourceFile */
/** @typedef {{id: string, kind: "video" | "audio", person: string, name: string, source: string, role: string, files: SourceFile[]}} Track */
/** @typedef {{began_s: number, ended_s: number, tracks: Track[], people: {id: string, name: string}[], kept: import("../protocol/film-edits.js").Range[], spherical: boolean, waveform: string, chapters: import("../protocol/film-chapters.js").Chapter[], posters: import("./montage-poster.js").Poster[]}} Source */

/** More apart, a player is put back where it should be. */
const APART_MAX_S = 0.25;

export class SourcePlayer {
  /** @type {Map<string, HTMLMediaElement>} */ #players = new Map();
  #playing = false;
  #last_ms = 0;
  #position_s;
  onTime = () => {};
  onPlaying = () => {};
  onUnreadable = () => {};

  /** @param {HTMLElement} stage where pictures are @param {Source} source @param {() => Edits} edits */
  constructor(stage, source, edits) {
    this.stage = stage;
    this.source = source;
    this.edits = edits;
    this.#position_s = source.began_s;
  }

  get position_s() {
    return this.#position_s;
  }

  get playing() {
    return this.#playing;
  }

  /** The camera that shows now: the one chosen, else the room's first, else any. */
  get camera() {
    const there = this.source.tracks.filter((track) => track.kind === "video" && !this.edits().drop.includes(track.person) && fileAt(track, this.#position_s));
    const chosen = cameraAt(this.edits(), this.#position_s);
    return there.find((track) => track.id === chosen) ?? there.find((track) => track.role) ?? there[0] ?? null;
  }

  /** @param {number} at_s */
  seek(at_s) {
    this.#position_s = Math.min(this.source.ended_s, Math.max(this.source.began_s, at_s));
    this.update();
    this.onTime();
  }

  play() {
    if (this.#position_s >= this.source.ended_s - APART_MAX_S) this.#position_s = this.source.began_s;
    this.#playing = true;
    this.#last_ms = performance.now();
    this.onPlaying();
    requestAnimationFrame(this.#tick);
  }

  pause() {
    this.#playing = false;
    this.update();
    this.onPlaying();
  }

  #tick = () => {
    if (!this.#playing) return;
    const now_ms = performance.now();
    const next_s = this.#position_s + (now_ms - this.#last_ms) / 1000;
    this.#last_ms = now_ms;
    // What is left out is passed over.
    this.#position_s = Math.min(cutAt(this.edits(), next_s)?.to_s ?? next_s, this.source.ended_s);
    this.update();
    this.onTime();
    if (this.#position_s >= this.source.ended_s) return this.pause();
    requestAnimationFrame(this.#tick);
  };

  /** The picture and the voices of now, after a decision or a jump. */
  update() {
    const camera = this.camera;
    const heard = this.source.tracks.filter((track) => track.kind === "audio" && !this.edits().drop.includes(track.person));
    const wanted = new Map([...(camera ? [camera] : []), ...heard].flatMap((track) => {
      const file = fileAt(track, this.#position_s);
      return file ? [[`${track.kind} ${file.src}`, { track, file }]] : [];
    }));
    for (const [key, { track, file }] of wanted) this.#follow(this.#player(key, track, file), file);
    for (const [key, player] of this.#players) {
      player.hidden = !wanted.has(key);
      if (!wanted.has(key)) player.pause();
    }
  }

  /** @param {HTMLMediaElement} player @param {SourceFile} file */
  #follow(player, file) {
    const at_s = this.#position_s - file.from_s;
    if (!this.#playing) {
      player.pause();
      if (Math.abs(player.currentTime - at_s) > 0.01) player.currentTime = at_s;
      return;
    }
    if (Math.abs(player.currentTime - at_s) > APART_MAX_S) player.currentTime = at_s;
    if (player.paused) player.play().catch(() => undefined);
  }

  /** @param {string} key @param {Track} track @param {SourceFile} file */
  #player(key, track, file) {
    const known = this.#players.get(key);
    if (known) return known;
    const player = track.kind === "video" ? el("video", { playsinline: true, preload: "auto", disablepictureinpicture: true }) : el("audio", { preload: "auto" });
    // The sound comes by its own tracks.
    player.muted = track.kind === "video";
    player.onerror = () => track.kind === "video" && this.onUnreadable();
    player.src = file.src;
    this.#players.set(key, player);
    this.stage.prepend(player);
    return player;
  }
}

/** @param {Track} track @param {number} at_s */
function fileAt(track, at_s) {
  return track.files.find((file) => file.from_s <= at_s && at_s < file.to_s) ?? (track.files.at(-1)?.to_s === at_s ? track.files.at(-1) : undefined);
}
