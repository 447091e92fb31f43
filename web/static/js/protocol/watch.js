// Which pictures to ask for, and in which order people are shown. Pure.

/** @typedef {import("./messages").Layer} Layer */
/** @typedef {import("./messages").Person} Person */
/** @typedef {{track: string, kind: string, person: string | null, camera?: string | null}} KnownTrack */

/**
 * Pictures not named here are not sent: a weak line carries only what is looked at.
 * @param {Iterable<KnownTrack>} tracks
 * @param {object} wish
 * @param {Iterable<string | null>} wish.cameras room cameras shown large (two while one replaces the other)
 * @param {Iterable<string>} wish.people people whose picture is shown small
 * @param {Layer} [wish.peopleLayer]
 * @returns {Record<string, Layer>}
 */
export function chooseWatch(tracks, { cameras, people, peopleLayer = "low" }) {
  const shownCameras = new Set(cameras);
  const shownPeople = new Set(people);
  /** @type {Record<string, Layer>} */
  const watch = {};
  for (const track of tracks) {
    if (track.kind !== "video") continue;
    if (track.camera) {
      if (shownCameras.has(track.camera)) watch[track.track] = "high";
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
 * Oneself, then who spoke lately, then the others by arrival.
 * @param {Person[]} people by arrival
 * @param {{self?: string | null, spokeAt: Map<string, number>, now: number}} context
 * @returns {Person[]}
 */
export function orderPeople(people, { self = null, spokeAt, now }) {
  const rank = (/** @type {Person} */ person) => {
    if (person.id === self) return 0;
    return now - (spokeAt.get(person.id) ?? -Infinity) <= RECENT_S ? 1 : 2;
  };
  return [...people].sort((a, b) => rank(a) - rank(b));
}

/**
 * One page of the room's wall. A wall that holds everybody never moves anybody; a longer one turns
 * its pages, but stays on the first, where the voices are, as long as someone speaks.
 * @param {Person[]} people by arrival
 * @param {{size: number, turn: number, speaking: Set<string>, spokeAt: Map<string, number>, now: number}} context
 * @returns {{people: Person[], page: number, pages: number}}
 */
export function wallPage(people, { size, turn, speaking, spokeAt, now }) {
  if (people.length <= size) return { people, page: 0, pages: 1 };
  const pages = Math.ceil(people.length / size);
  const voice = people.some((person) => speaking.has(person.id));
  const page = voice ? 0 : turn % pages;
  const ordered = orderPeople(people, { spokeAt, now });
  return { people: ordered.slice(page * size, (page + 1) * size), page, pages };
}
