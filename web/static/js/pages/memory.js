// What this browser keeps: a random name of its own, and the place held in this tab, so that a page
// loaded again is where it was.

const CLIENT_KEY = "passerelle.client";
const PLACE_KEY = "passerelle.place";

/** @typedef {import("../protocol/room-client.js").Manner} Manner */
/** @typedef {{address: string, name: string, manner: Manner, resume: string}} Place */

/** The same at each visit; another one where the browser keeps nothing. */
export function clientName() {
  try {
    const name = localStorage.getItem(CLIENT_KEY) ?? randomName();
    localStorage.setItem(CLIENT_KEY, name);
    return name;
  } catch {
    return randomName();
  }
}

/** The place held under this very link, if any. @returns {Place | null} */
export function keptPlace() {
  try {
    const place = JSON.parse(sessionStorage.getItem(PLACE_KEY) ?? "null");
    return place?.address === address() ? place : null;
  } catch {
    return null;
  }
}

/** @param {Omit<Place, "address"> | null} place null: none any more */
export function keepPlace(place) {
  try {
    if (place) sessionStorage.setItem(PLACE_KEY, JSON.stringify({ address: address(), ...place }));
    else sessionStorage.removeItem(PLACE_KEY);
  } catch {
    // Private windows of some browsers keep nothing: the name is then asked for again.
  }
}

function address() {
  return location.pathname + location.hash;
}

function randomName() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
