// Whether a file chosen again is the one whose sending had begun. Phones prepare a film anew each
// time it is chosen, and what they give the second time may be another file of the same name. Pure.
import { hexOf } from "./tus.js";

/** The server compares as much of the beginning with what it was told. */
const FINGERPRINTED_BYTES = 65_536;

/** @typedef {{name: string, size: number, modified_ms: number, fingerprint: string | null}} Identity */
/** An unfinished upload as the server lists it. @typedef {{id: string, name: string, length: number, offset: number, fingerprint: string | null}} Unfinished */
/** What this browser kept of it. @typedef {{identity: Identity, proof: import("./tus.js").Proof | null}} Remembered */
/** @typedef {((data: ArrayBuffer) => Promise<ArrayBuffer>) | null} Digest */

/** @param {File} file @param {Digest} digest @returns {Promise<Identity>} rejects when the file cannot be read */
export async function identify(file, digest) {
  const beginning = await file.slice(0, FINGERPRINTED_BYTES).arrayBuffer();
  const fingerprint = digest ? hexOf(await digest(beginning)) : null;
  return { name: file.name, size: file.size, modified_ms: file.lastModified, fingerprint };
}

/**
 * The unfinished upload that this file belongs to, and whether it is still the same file.
 * @template {Unfinished} U
 * @param {Identity} identity @param {U[]} uploads
 * @param {U | null} [meant] the one that the person asked to go on with
 * @returns {{upload: U, same: boolean} | null}
 */
export function belongsTo(identity, uploads, meant = null) {
  const same = uploads.find((upload) => isSame(identity, upload));
  if (same) return { upload: same, same: true };
  const changed = meant ?? uploads.find((upload) => stem(upload.name) !== "" && stem(upload.name) === stem(identity.name));
  return changed ? { upload: changed, same: false } : null;
}

/** Whether what the server has of it is in the file, as far as this browser can know.
 * @param {Blob} file @param {Remembered | null} remembered @param {Digest} digest */
export async function continues(file, remembered, digest) {
  const proof = remembered?.proof;
  if (!proof || !digest) return true;
  return hexOf(await digest(await file.slice(proof.from, proof.to).arrayBuffer())) === proof.sha256;
}

/** @param {Identity} identity @param {Unfinished} upload */
function isSame(identity, upload) {
  if (identity.size !== upload.length) return false;
  if (identity.fingerprint && upload.fingerprint) return identity.fingerprint === upload.fingerprint;
  return identity.name === upload.name;
}

/** "IMG_0042.MOV" -> "img_0042". @param {string} name */
function stem(name) {
  return name.replace(/\.\w+$/, "").toLowerCase();
}
