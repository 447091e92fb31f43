// Which pictures to ask for, and in which order people are shown. Pure.

/** @typedef {import("./messages").Layer} Layer */
/** @typedef {import("./messages").Person} Person */
/** @typedef {{track: string, kind: string, source?: string, person: string | null, camera?: string | null}} KnownTrack */

/** The face of a person: neither a camera of the room nor a screen.
 * @param {Iterable<KnownTrack & {media: MediaStreamTrack}>} tracks @param {string} person
 * @returns {MediaStreamTrack | null} */
export function pictureOf(tracks, person) {
  for (const track of tracks) {
    if (track.kind === "video" && !track.camera && track.source !== "screen" && track.person === person) return track.media;
  }
  return null;
}

/** The screen that somebody shows.
 * @template {KnownTrack} T
 * @param {T[]} tracks @returns {T | null} */
export function sharedScreen(tracks) {
  return tracks.find((track) => track.kind === "video" && track.source === "screen") ?? null;
}

/**
 * Pictures not named here are not sent: a weak line carries only what is looked at.
 * @param {Iterable<KnownTrack>} tracks
 * @param {object} wish
 * @param {Iterable<string | null>} wish.cameras room cameras shown large (two while one replaces the other)
 * @param {Iterable<string>} wish.people people whose picture is shown small
 * @param {Layer} [wish.peopleLayer]
 * @param {string | null} [wish.large] the person whose picture is shown large
 * @param {boolean} [wish.screen] whether a shared screen is looked at
 * @returns {Record<string, Layer>}
 */
export function chooseWatch(tracks, { cameras, people, peopleLayer = "low", large = null, screen = true }) {
  const shownCameras = new Set(cameras);
  const shownPeople = new Set(people);
  /** @type {Record<string, Layer>} */
  const watch = {};
  for (const track of tracks) {
    if (track.kind !== "video") continue;
    if (track.source === "screen") {
      if (screen) watch[track.track] = "high";
    } else if (track.camera) {
      if (shownCameras.has(track.camera)) watch[track.track] = "high";
    } else if (track.person && track.person === large) {
      watch[track.track] = "high";
    } else if (track.person && shownPeople.has(track.person)) {
      watch[track.track] = peopleLayer;
    }
  }
  return watch;
}

/**
 * The camera to show: the one chosen, else the one with the same role (a kit that came back gives
 * its cameras new ids), else the first.
 * @template {{id: string, role: string}} C
 * @param {C[]} cameras
 * @param {{id: string, role: string} | null} chosen
 * @returns {C | null}
 */
export function chooseCamera(cameras, chosen) {
  return (
    cameras.find((camera) => camera.id === chosen?.id) ??
    cameras.find((camera) => camera.role === chosen?.role) ??
    cameras[0] ??
    null
  );
}

const RECENT_S = 20;

/**
 * Oneself, then raised hands in their order, then who spoke lately, then the others by arrival.
 * @param {Person[]} people by arrival
 * @param {{self?: string | null, hands?: string[], spokeAt: Map<string, number>, now: number}} context
 * @returns {Person[]}
 */
export function orderPeople(people, { self = null, hands = [], spokeAt, now }) {
  const rank = (/** @type {Person} */ person) => {
    if (person.id === self) return -2;
    const hand = hands.indexOf(person.id);
    if (hand >= 0) return hand / hands.length - 1;
    return now - (spokeAt.get(person.id) ?? -Infinity) <= RECENT_S ? 1 : 2;
  };
  return [...people].sort((a, b) => rank(a) - rank(b));
}

/**
 * One page of the room's wall. A wall that holds everybody never moves anybody; a longer one turns
 * its pages, but stays on the first, where the voices are, as long as someone speaks.
 * @param {Person[]} people by arrival
 * @param {{size: number, turn: number, hands?: string[], speaking: Set<string>, spokeAt: Map<string, number>, now: number}} context
 * @returns {{people: Person[], page: number, pages: number}}
 */
export function wallPage(people, { size, turn, hands = [], speaking, spokeAt, now }) {
  if (people.length <= size) return { people, page: 0, pages: 1 };
  const pages = Math.ceil(people.length / size);
  const voice = people.some((person) => speaking.has(person.id));
  const page = voice ? 0 : turn % pages;
  const ordered = orderPeople(people, { hands, spokeAt, now });
  return { people: ordered.slice(page * size, (page + 1) * size), page, pages };
}
