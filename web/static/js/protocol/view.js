// What is shown large: what whoever leads puts in front, unless the person chose since. Pure.

/** @typedef {import("./roster.js").Roster} Roster */
/** @typedef {import("./messages").Camera} Camera */

/**
 * One thing that can be shown large. `ids`: of a camera, of two cameras side by side, of the person
 * who shows a screen or who is put in front.
 * @typedef {{key: string, kind: "camera" | "pair" | "screen" | "person", ids: string[], role?: string}} View
 */

export class ViewChoice {
  /** The person's own choice, newer than what is put in front. @type {View | null} */ #own = null;
  /** What is put in front of everybody, the latest last. @type {View[]} */ #guides = [];
  /** Everything that can be chosen, in order. @type {View[]} */ views = [];
  /** @type {View | null} */ shown = null;
  /** What is put in front of everybody while something else was chosen. @type {View | null} */ missed = null;

  /** @param {string} key of one of `views` */
  choose(key) {
    this.#own = this.views.find((view) => view.key === key) ?? this.#own;
  }

  /** Back to what everybody is shown. */
  follow() {
    this.#own = null;
  }

  /** @param {Roster} roster @param {{pairs: boolean}} place whether two pictures fit side by side */
  update(roster, { pairs }) {
    const cameras = roster.orderedCameras();
    const screens = [...roster.people.values()].filter((one) => one.screen && one.id !== roster.self);
    this.#guide(roster, screens.map((one) => one.id));
    const pair = pairs ? pinned(cameras, roster.shared.profile?.pinned ?? []) : null;
    this.views = [...screens.map((one) => personal("screen", one.id)), ...(pair ? [pair] : []), ...cameras.map(single)];
    const own = this.#ownNow();
    const guide = this.#guides.at(-1) ?? null;
    this.shown = own ?? guide ?? pair ?? this.#usual(cameras, roster.shared.profile?.first_camera);
    this.missed = own && guide && guide.key !== own.key ? guide : null;
  }

  /** Something newly put in front takes the place of what was chosen before.
   * @param {Roster} roster @param {string[]} screens */
  #guide(roster, screens) {
    const spotlight = roster.shared.spotlight;
    const person = roster.people.get(spotlight?.person ?? "");
    const camera = roster.cameras.get(spotlight?.camera ?? "");
    const wanted = screens.map((id) => personal("screen", id));
    if (camera) wanted.push(single(camera));
    else if (person?.camera && person.id !== roster.self) wanted.push(personal("person", person.id));
    const kept = this.#guides.filter((guide) => wanted.some((one) => one.key === guide.key));
    const fresh = wanted.filter((one) => !kept.some((guide) => guide.key === one.key));
    if (fresh.length) this.#own = null;
    this.#guides = [...kept, ...fresh];
  }

  /** A camera that came back under another id is still the one chosen. */
  #ownNow() {
    const own = this.#own;
    if (!own) return null;
    return this.views.find((view) => view.key === own.key) ?? this.views.find((view) => own.role && view.role === own.role) ?? null;
  }

  /** @param {Camera[]} cameras @param {string} [first] role */
  #usual(cameras, first) {
    const camera = cameras.find((one) => one.role === first) ?? cameras[0];
    return camera ? single(camera) : null;
  }
}

/** @param {Camera} camera @returns {View} */
function single(camera) {
  return { key: camera.id, kind: "camera", ids: [camera.id], role: camera.role };
}

/** @param {"screen" | "person"} kind @param {string} id @returns {View} */
function personal(kind, id) {
  return { key: `${kind} ${id}`, kind, ids: [id] };
}

/** The first two of the roles that the activity keeps in sight, when both are there.
 * @param {Camera[]} cameras @param {string[]} roles @returns {View | null} */
function pinned(cameras, roles) {
  const found = roles.flatMap((role) => cameras.find((camera) => camera.role === role && camera.live) ?? []);
  return found.length < 2 ? null : { key: "pair", kind: "pair", ids: [found[0].id, found[1].id] };
}
