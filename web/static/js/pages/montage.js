// Preparing a replay: what is left out, which camera, what is blurred, who is left out, its subtitles,
// its title. Each decision is saved by itself and can be undone; the film is made anew when asked.
import { byId, el, setText } from "../components/dom.js";
import { FilmBand, timeText } from "../components/film-band.js";
import { History, needsMaking, passagesOf, replayTime, UNTOUCHED, withBlur, withBlurAt, withCamera, withCut, withDrop, withoutCut, cutAt } from "../protocol/film-edits.js";
import { inSource } from "../protocol/webvtt.js";
import { t } from "../text.js";
import { ask, input, sentenceFor, startDesk, tell } from "./desk.js";
import { AttachedList } from "./montage-attached.js";
import { BlurEditor } from "./montage-blurs.js";
import { ChapterEditor } from "./montage-chapters.js";
import { saveCues, savedCues } from "./montage-cues.js";
import { MakingView } from "./montage-making.js";
import { SourcePlayer } from "./montage-player.js";
import { PosterChoice } from "./montage-poster.js";
import { Saving } from "./montage-saving.js";
import { SubtitleEditor } from "./montage-subtitles.js";
import { showWords } from "./montage-words.js";

/** @typedef {import("../protocol/film-edits.js").Edits} Edits */
/** @typedef {import("../protocol/webvtt.js").Cue} Cue */
/** @typedef {{edits: Edits, cues: Cue[]}} Work */

const SKIP_S = 5;
const BLUR_S = 10;
const BLUR_FIRST = { x: 0.35, y: 0.3, w: 0.3, h: 0.4 };
const CAMERAS = new Set(["salle", "mains", "plan", "partition", "screen", "film"]);

class MontagePage {
  #id = location.pathname.split("/").at(-1) ?? "";
  #api = `/api/replays/${this.#id}`;
  #saving = new Saving();
  /** @type {any} */ #replay = {};
  /** @type {import("./montage-player.js").Source} */ #source = { began_s: 0, ended_s: 0, tracks: [], people: [], kept: [], spherical: false, waveform: "", chapters: [], posters: [] };
  /** @type {History<Work>} */ #work = new History({ edits: UNTOUCHED, cues: [] });
  /** Where a passage to be left out begins. @type {number | null} */ #cutFrom = null;
  #making = new MakingView(this.#api, () => this.#saving.now());

  async start() {
    await startDesk();
    // First: what is made while the rest is asked for is noticed then.
    this.#making.onMade = () => void this.#made();
    await this.#making.look();
    const [review, source, edits] = await Promise.all([ask("GET", `${this.#api}/review`), ask("GET", `${this.#api}/source`), ask("GET", `${this.#api}/edits`)]);
    const failed = [review, edits].find((answer) => !answer.ok);
    if (failed) return tell("problem", sentenceFor(failed, { gone: "montage.gone", unknown: "montage.gone" }));
    this.#replay = review.body.replay;
    for (const id of ["about", "ways", "state"]) byId(id).hidden = false;
    showWords(this.#id, this.#replay, this.#saving);
    input("reviewed").onchange = () => this.#saveCues();
    byId("work").hidden = false;
    void new AttachedList(this.#api).load();
    this.#work = new History({ edits: edits.body.edits, cues: [] });
    if (!source.ok || source.body.ended_s <= source.body.began_s || this.#replay.media?.duration_s === 0) return this.#photo();
    this.#source = source.body;
    this.#work = new History({ edits: edits.body.edits, cues: await savedCues(this.#replay, this.#kept) });
    this.#startFilm();
  }

  get #edits() {
    return this.#work.now.edits;
  }

  /** A picture that does not move has words alone. */
  async #photo() {
    byId("film").hidden = true;
    const poster = this.#replay.media?.poster;
    if (!poster) return;
    const image = el("img", { src: poster, alt: this.#replay.title });
    byId("photo").hidden = false;
    if (!this.#replay.media.spherical) return byId("photo").replaceChildren(image);
    byId("photo").hidden = true;
    await this.#around(poster);
  }

  /** Naming places takes one picture of everything around. @param {string} poster */
  async #around(poster) {
    const [{ SphericalView }, { PlaceEditor }] = await Promise.all([import("../components/spherical-view.js"), import("./montage-places.js")]);
    const view = new SphericalView();
    byId("around").replaceChildren(view);
    const places = new PlaceEditor(view);
    await view.show(el("img", { src: poster, alt: this.#replay.title }), { title: this.#replay.title });
    places.onChange = (changed) => this.#decide({ ...this.#edits, places: changed });
    byId("places-undo").onclick = () => this.#travel(() => this.#work.undo());
    this.places = places;
    this.#draw();
  }

  #startFilm() {
    const source = this.#source;
    this.player = new SourcePlayer(byId("stage"), source, () => this.#edits);
    this.band = new FilmBand(source.began_s, source.ended_s);
    const position = () => this.player?.position_s ?? 0;
    this.blurs = new BlurEditor(position, source.began_s);
    this.subtitles = new SubtitleEditor(position, source);
    this.band.position = position;
    this.chapters = new ChapterEditor(position, source.began_s, this.#edits);
    this.posters = new PosterChoice(position, source.began_s);
    this.band.onSeek = this.subtitles.onSeek = this.chapters.onSeek = (at_s) => this.player?.seek(at_s);
    this.player.onTime = () => this.#moved();
    this.player.onPlaying = () => setText(byId("play-label"), t(this.player?.playing ? "montage.pause" : "montage.play"));
    this.player.onUnreadable = () => tell("problem", t("montage.unreadable"));
    this.blurs.onChange = (index, blur) => this.#decide(withBlurAt(this.#edits, index, blur));
    this.subtitles.onChange = (cues) => this.#take({ ...this.#work.now, cues });
    this.subtitles.onFile = (cues) => this.#take({ ...this.#work.now, cues: inSource(cues, this.#kept) });
    this.chapters.onChange = (edits) => this.#decide(edits);
    this.posters.onTake = (poster_s) => this.#decide({ ...this.#edits, poster_s });
    this.posters.onChoose = (file) => this.#choosePoster(file);
    this.#buttons();
    this.#people();
    this.posters.show(source.posters);
    void this.#glance();
    if (source.spherical && this.#replay.media?.poster) void this.#around(this.#replay.media.poster);
    this.#draw();
    this.player.seek(source.kept[0]?.from_s ?? source.began_s);
    void import("./montage-speech.js").then(({ proposeSubtitles }) => proposeSubtitles(this.#api, this.#replay.language, () => this.#drafted()));
  }

  /** Before anything was made, everything is kept. */
  get #kept() {
    const { kept, began_s, ended_s } = this.#source;
    return kept.length ? kept : [{ from_s: began_s, to_s: ended_s }];
  }

  #buttons() {
    const player = this.player;
    if (!player) return;
    byId("play").onclick = () => (player.playing ? player.pause() : player.play());
    byId("back").onclick = () => player.seek(player.position_s - SKIP_S);
    byId("forth").onclick = () => player.seek(player.position_s + SKIP_S);
    byId("cut-before").onclick = () => this.#decide(withCut(this.#edits, this.#source.began_s, player.position_s));
    byId("cut-after").onclick = () => this.#decide(withCut(this.#edits, player.position_s, this.#source.ended_s));
    byId("cut-part").onclick = () => this.#cutPart();
    byId("uncut").onclick = () => this.#decide(withoutCut(this.#edits, player.position_s));
    byId("blur").onclick = () => {
      const [from_s, to_s] = [player.position_s, Math.min(player.position_s + BLUR_S, this.#source.ended_s)];
      if (to_s <= from_s) return;
      this.#decide(withBlur(this.#edits, { from_s, to_s, ...BLUR_FIRST }));
      this.blurs?.draw(this.#edits.blur.length - 1);
    };
    byId("undo").onclick = () => this.#travel(() => this.#work.undo());
    byId("redo").onclick = () => this.#travel(() => this.#work.redo());
    const cameras = this.#source.tracks.filter((track) => track.kind === "video");
    byId("camera-field").hidden = cameras.length < 2;
    const camera = input("camera");
    camera.replaceChildren(new Option(t("montage.camera.auto"), ""), ...cameras.map((track) => new Option(this.#cameraName(track), track.id)));
    camera.onchange = () => this.#decide(withCamera(this.#edits, player.position_s, camera.value || null));
  }

  /** First here, then up to there. */
  #cutPart() {
    const at_s = this.player?.position_s ?? 0;
    const from_s = this.#cutFrom;
    this.#cutFrom = from_s === null ? at_s : null;
    if (from_s !== null) this.#decide(withCut(this.#edits, Math.min(from_s, at_s), Math.max(from_s, at_s)));
    const words = this.#cutFrom === null ? t("montage.cut.part") : t("montage.cut.until", { time: timeText(this.#cutFrom - this.#source.began_s) });
    setText(byId("cut-part-label"), words);
  }

  /** @param {import("./montage-player.js").Track} track */
  #cameraName(track) {
    const kind = track.role || track.source;
    if (track.role || !track.name) return CAMERAS.has(kind) ? t(`montage.camera.${kind}`) : track.role || t("montage.camera.other");
    return track.source === "screen" ? t("montage.camera.screen.of", { name: track.name }) : track.name;
  }

  #people() {
    byId("people-field").hidden = this.#source.people.length === 0;
    byId("people").replaceChildren(...this.#source.people.map((person) => {
      const box = el("input", { type: "checkbox" });
      box.value = person.id;
      box.onchange = () => this.#decide(withDrop(this.#edits, person.id, box.checked));
      return el("label", { class: "opt" }, box, el("span", {}, t("montage.drop", { name: person.name })));
    }));
  }

  /** The shape of the sound, small pictures, chapters: what was found when it was made. */
  async #glance() {
    const media = this.#replay.media;
    const waveform = await ask("GET", `${this.#api}/source/waveform`);
    byId("sound").hidden = byId("sound-label").hidden = !waveform.ok;
    if (waveform.ok) this.band?.sound(waveform.body);
    if (media?.strip) await this.band?.pictures(media.strip, (at_s) => replayTime(this.#kept, at_s));
    this.band?.show(this.player?.position_s ?? 0);
  }

  /** One of the pictures that are there: it needs no making. @param {string} file */
  #choosePoster(file) {
    this.#saving.later("poster", () => ask("PUT", `${this.#api}/poster`, { file }));
    if (this.#edits.poster_s !== null) this.#decide({ ...this.#edits, poster_s: null });
  }

  /** @param {Edits} edits */
  #decide(edits) {
    this.#take({ ...this.#work.now, edits });
  }

  /** @param {Work} work */
  #take(work) {
    this.#travel(() => this.#work.take(work));
  }

  /** @param {() => void} way to another state of the work, which is then saved and shown */
  #travel(way) {
    const before = this.#work.now;
    way();
    const { edits, cues } = this.#work.now;
    if (edits !== before.edits) {
      this.#saving.later("edits", () => ask("PUT", `${this.#api}/edits`, { edits: this.#edits }));
      if (needsMaking(before.edits, edits)) byId("changed").hidden = false;
    }
    if (cues !== before.cues) this.#saveCues();
    this.#draw();
  }

  #draw() {
    const { edits, cues } = this.#work.now;
    for (const id of ["undo", "places-undo"]) byId(id).toggleAttribute("disabled", !this.#work.mayUndo);
    byId("redo").toggleAttribute("disabled", !this.#work.mayRedo);
    for (const box of document.querySelectorAll("#people input")) /** @type {HTMLInputElement} */ (box).checked = edits.drop.includes(/** @type {HTMLInputElement} */ (box).value);
    this.posters?.decided(edits.poster_s);
    this.places?.show(edits.places);
    this.chapters?.show(edits, this.#source.chapters);
    this.band?.chapters(this.chapters?.chapters ?? []);
    this.blurs?.show(edits.blur);
    if (this.subtitles && this.subtitles.cues !== cues) this.subtitles.show(cues);
    this.player?.update();
    this.#drawPassages();
    this.#moved();
  }

  #drawPassages() {
    const passages = passagesOf(this.#edits, this.#source.began_s, this.#source.ended_s);
    const name = (/** @type {import("../protocol/film-edits.js").Passage} */ passage) => {
      const track = this.#source.tracks.find((one) => one.id === passage.track);
      return track ? this.#cameraName(track) : t("montage.camera.auto");
    };
    this.band?.passages(passages, name, this.player?.position_s ?? 0);
    this.#shown = passages.findIndex((one) => this.#inside(one));
    this.passages = passages;
  }

  /** @type {import("../protocol/film-edits.js").Passage[]} */ passages = [];
  #shown = -1;

  /** @param {{from_s: number, to_s: number}} range */
  #inside(range) {
    const at_s = this.player?.position_s ?? 0;
    return range.from_s <= at_s && at_s < range.to_s;
  }

  /** Another moment is shown. */
  #moved() {
    const player = this.player;
    if (!player) return;
    const at_s = player.position_s;
    setText(byId("time"), timeText(at_s - this.#source.began_s));
    if (this.passages.findIndex((one) => this.#inside(one)) !== this.#shown) this.#drawPassages();
    else this.band?.show(at_s);
    const camera = player.camera;
    setText(byId("camera-name"), camera ? this.#cameraName(camera) : "");
    byId("caption").hidden = !camera;
    byId("uncut").hidden = cutAt(this.#edits, at_s) === null;
    input("camera").value = this.passages[this.#shown]?.track ?? "";
    this.blurs?.at(at_s);
    this.subtitles?.at(at_s);
    this.chapters?.at(at_s);
  }

  /** A draft of subtitles is there, to be corrected. */
  async #drafted() {
    const review = await ask("GET", `${this.#api}/review`);
    if (!review.ok) return;
    this.#replay = review.body.replay;
    this.#take({ ...this.#work.now, cues: await savedCues(this.#replay, this.#kept) });
  }

  #saveCues() {
    this.#saving.later("cues", () => saveCues(this.#replay, this.#work.now.cues, this.#kept));
  }

  /** Times of the subtitles and chapters are those of the new film. */
  async #made() {
    const [review, source] = await Promise.all([ask("GET", `${this.#api}/review`), ask("GET", `${this.#api}/source`)]);
    if (!review.ok || !source.ok) return;
    this.#replay = review.body.replay;
    if (!this.player) return location.reload();
    Object.assign(this.#source, { kept: source.body.kept, chapters: source.body.chapters, posters: source.body.posters });
    for (const id of ["sound", "pictures"]) byId(id).querySelector("canvas")?.remove();
    this.posters?.show(this.#source.posters);
    this.#draw();
    await this.#glance();
  }
}

await new MontagePage().start();
