// What this browser keeps of the uploads it began: which file each was, and a proof that it still is.

const KEY = "passerelle.uploads";

/** @typedef {import("../protocol/upload-identity.js").Remembered} Remembered */

/** @returns {Record<string, Remembered>} by id of the upload */
function all() {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? "{}");
  } catch {
    return {};
  }
}

/** @param {Record<string, Remembered>} every */
function keep(every) {
  try {
    localStorage.setItem(KEY, JSON.stringify(every));
  } catch {
    // Where nothing is kept, the server's own list has to do.
  }
}

/** @param {string} id @returns {Remembered | null} */
export function rememberedUpload(id) {
  return all()[id] ?? null;
}

/** @param {string} id @param {Remembered} remembered */
export function rememberUpload(id, remembered) {
  keep({ ...all(), [id]: remembered });
}

/** What is no longer under way is forgotten. @param {Set<string>} unfinished */
export function forgetUploads(unfinished) {
  keep(Object.fromEntries(Object.entries(all()).filter(([id]) => unfinished.has(id))));
}
