// Addresses inside what people write, made safe to press. Pure.

/** @typedef {{text: string, href?: string}} Part */

/** Only what says its protocol: guessing turns "etc.mais" into an address. */
const ADDRESS = /https?:\/\/[^\s<>"«»“”]+/giu;
/** Punctuation that ends the sentence, not the address. */
const TRAILING = /[.,;:!?’'…\])}]+$/u;

/**
 * The text in pieces; those with `href` are addresses, as the browser itself reads them.
 * @param {string} text
 * @returns {Part[]}
 */
export function splitLinks(text) {
  /** @type {Part[]} */
  const parts = [];
  let end = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const address = withoutTrailing(match[0]);
    const href = safeHref(address);
    if (!href) continue;
    if (match.index > end) parts.push({ text: text.slice(end, match.index) });
    parts.push({ text: address, href });
    end = match.index + address.length;
  }
  if (end < text.length) parts.push({ text: text.slice(end) });
  return parts;
}

/** A closing bracket stays when its opening one is in the address, as in those of Wikipedia.
 * @param {string} address */
function withoutTrailing(address) {
  const cut = address.replace(TRAILING, "");
  return address[cut.length] === ")" && cut.includes("(") && !cut.includes(")") ? `${cut})` : cut;
}

/** Null for what is no web address, and for one that carries a name before its "@": there the
 * part people read as the site is not the site.
 * @param {string} address @returns {string | null} */
export function safeHref(address) {
  try {
    const url = new URL(address);
    const web = url.protocol === "https:" || url.protocol === "http:";
    return web && !url.username && !url.password ? url.href : null;
  } catch {
    return null;
  }
}
