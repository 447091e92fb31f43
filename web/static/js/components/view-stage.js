// What everybody is shown, or what one chose instead: one picture, or two cameras side by side, and the
// choice between them where there is one.
import { ViewChoice } from "../protocol/view.js";
import { t } from "../text.js";

/** @typedef {import("../protocol/room-client.js").RoomClient} RoomClient */
/** @typedef {import("../protocol/view.js").View} View */
/** @typedef {import("./camera-switcher.js").CameraSwitcher} CameraSwitcher */
/** @typedef {import("./video-stage.js").VideoStage} VideoStage */
/** What a stage shows. `live` is false while its source is lost.
 * @typedef {{id: string, label: string, live: boolean, media: MediaStreamTrack | undefined}} Scene */

/** The places of the page; only the first must be there.
 * @typedef {{first: HTMLElement, second?: HTMLElement, switcher?: HTMLElement, back?: HTMLElement}} Places */

/** One stage: keeps the old picture until the new one is there, and remembers both. */
export class Stage {
  /** @type {string | null} */ #wanted = null;
  /** @type {string | null} */ #shown = null;

  /** @param {HTMLElement} element @param {() => void} onPicture */
  constructor(element, onPicture) {
    this.element = /** @type {VideoStage} */ (element);
    element.addEventListener("picture", (event) => {
      this.#shown = /** @type {CustomEvent} */ (event).detail;
      onPicture();
    });
  }

  get shown() {
    return this.#shown;
  }

  /** What to ask for: also what is still shown until the next one is there. */
  get watched() {
    return [this.#wanted, this.#shown].filter((id) => id !== null);
  }

  /** @param {Scene | null} scene */
  show(scene) {
    this.#wanted = scene?.id ?? null;
    if (!scene) return this.clear();
    if (!scene.live && this.#shown === scene.id) return this.freeze("away");
    if (scene.media) this.element.show(scene, scene.media);
  }

  /** @param {"cut" | "away"} why */
  freeze(why) {
    this.element.freeze(why);
    this.#shown = null;
  }

  clear() {
    this.element.clear();
    this.#shown = null;
  }
}

export class ViewStage {
  #choice = new ViewChoice();
  #wide = matchMedia("(min-width: 52.01rem)");
  #first;
  #second;
  #switcher;
  #back;

  /**
   * @param {Places} places
   * @param {() => void} onChange something else is to be shown, or its picture has come
   * @param {(label: string) => string} [caption] what stands on a picture
   */
  constructor({ first, second, switcher, back }, onChange, caption = (label) => label) {
    this.caption = caption;
    this.#first = new Stage(first, onChange);
    this.#second = second ? new Stage(second, onChange) : null;
    this.#switcher = /** @type {CameraSwitcher | undefined} */ (switcher);
    this.#back = back;
    this.#wide.onchange = onChange;
    switcher?.addEventListener("choose", (event) => {
      this.#choice.choose(/** @type {CustomEvent} */ (event).detail);
      onChange();
    });
    if (!back) return;
    back.onclick = () => {
      this.#choice.follow();
      onChange();
      switcher?.querySelector("input")?.focus();
    };
  }

  /** What is shown, whether its picture is there or not. */
  get view() {
    return this.#choice.shown;
  }

  /** Ids of the cameras, and of the people, whose picture is to be large; whether a screen is. */
  get watched() {
    const watched = [...this.#first.watched, ...(this.#second?.watched ?? [])];
    const people = watched.filter((id) => id.startsWith("person ")).map((id) => id.slice(7));
    return { cameras: watched, large: people[0] ?? null, screen: watched.some((id) => id.startsWith("screen ")) };
  }

  /** @param {RoomClient} client */
  update(client) {
    const { roster } = client;
    this.#choice.update(roster, { pairs: this.#second !== null && this.#wide.matches });
    const { views, shown, missed } = this.#choice;
    this.#switcher?.update(views.map((view) => ({ id: view.key, role: view.role ?? view.kind, label: this.#label(client, view), still: view.kind === "camera" })), shown?.key ?? null);
    this.#back?.toggleAttribute("hidden", !missed);
    this.#first.element.speaking = roster.roomSpeaks();
    if (client.state !== "live") return;
    const [one = null, two = null] = (shown?.ids ?? []).map((id) => this.#scene(client, /** @type {View} */ (shown), id));
    this.#first.show(one);
    this.#showSecond(two);
    document.documentElement.dataset.view = shown?.kind ?? "";
    document.documentElement.dataset.picture = roster.cameras.get(this.#first.shown ?? "")?.role ?? this.#first.shown ?? "";
  }

  /** The last picture stays, dimmed. @param {"cut" | "away"} why */
  freeze(why) {
    this.#first.freeze(why);
    if (this.#second && !this.#second.element.hidden) this.#second.freeze(why);
  }

  clear() {
    this.#first.clear();
    this.#second?.clear();
  }

  /** @param {Scene | null} scene */
  #showSecond(scene) {
    if (!this.#second) return;
    this.#second.element.hidden = !scene;
    this.#second.element.parentElement?.classList.toggle("deux", scene !== null);
    this.#second.show(scene);
  }

  /** @param {RoomClient} client @param {View} view @param {string} id @returns {Scene} */
  #scene(client, view, id) {
    const { roster, tracks } = client;
    const camera = roster.cameras.get(id);
    if (camera) return { id, label: this.caption(camera.label), live: camera.live, media: tracks.find((track) => track.camera === id)?.media };
    const screen = view.kind === "screen";
    const track = tracks.find((one) => one.kind === "video" && !one.camera && one.person === id && (one.source === "screen") === screen);
    return { id: view.key, label: this.caption(this.#label(client, view)), live: true, media: track?.media };
  }

  /** @param {RoomClient} client @param {View} view */
  #label({ roster }, view) {
    if (view.kind === "pair") return t("view.pair");
    const name = roster.people.get(view.ids[0])?.name ?? "";
    if (view.kind === "screen") return t("view.screen", { name });
    return roster.cameras.get(view.ids[0])?.label ?? name;
  }
}
