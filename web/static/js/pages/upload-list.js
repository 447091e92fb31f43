// What somebody has brought, each with what became of it, in words.
import { sizeText } from "../components/data-size.js";
import { el, icon } from "../components/dom.js";
import { clockTime, dateText, t } from "../text.js";

/**
 * @typedef {object} Upload
 * @property {string} id
 * @property {boolean} mine
 * @property {string} by
 * @property {string} name
 * @property {number} length
 * @property {number} offset
 * @property {string | null} fingerprint
 * @property {"receiving" | "examining" | "accepted" | "refused"} state
 * @property {string | null} reason
 * @property {{kind: "video" | "photo", duration_ms: number, width: number, height: number, spherical: string | null} | null} film
 * @property {string | null} [replay] what is made of it
 * @property {string} created_at
 */

const REASONS = new Set(["empty", "type", "no_picture", "codec", "damaged", "dimensions", "long", "limits", "changed", "size", "quota", "centre_quota", "many", "disk", "unreadable", "gone"]);
const BADGES = { receiving: "past past-att", examining: "past past-mer", accepted: "past past-ok", refused: "past past-non" };

/** @param {string | null} reason @param {{file_bytes?: number}} [quota] */
export function reasonText(reason, quota = {}) {
  if (!reason || !REASONS.has(reason)) return t("desk.failed");
  return t(`upload.no.${reason}`, { n: sizeText(quota.file_bytes ?? 0) });
}

/** @param {Upload} one @param {{goOn: (one: Upload) => void, remove: (one: Upload) => void}} acts */
export function uploadItem(one, acts) {
  const name = one.name || t("upload.nameless");
  const when = new Date(one.created_at);
  const facts = [sizeText(one.length), `${dateText(when)}, ${clockTime(one.created_at)}`, one.mine ? "" : t("upload.by", { name: one.by })];
  const button = (/** @type {string} */ label, /** @type {string} */ symbol, /** @type {() => void} */ act) => {
    const made = el("button", { type: "button", class: "bt bt-petit" }, icon(symbol), label, el("span", { class: "vh" }, ` ${name}`));
    made.onclick = act;
    return made;
  };
  const begun = one.state === "receiving" && one.mine;
  return el("li", { class: "carte", id: `upload-${one.id}` },
    el("div", {}, el("h3", {}, name), el("span", { class: BADGES[one.state] }, t(`upload.state.${one.state}`))),
    el("p", { class: "doux" }, facts.filter(Boolean).join(" · ")),
    el("p", {}, sentenceOf(one)),
    el("div", { class: "ligne-h" },
      begun ? button(t("upload.go.on"), "envoi", () => acts.goOn(one)) : null,
      one.replay ? el("a", { class: "bt bt-petit", href: `/montage/${one.replay}` }, icon("ciseaux"), t("upload.edit"), el("span", { class: "vh" }, ` ${name}`)) : null,
      button(begun ? t("upload.give.up") : t("upload.remove"), begun ? "x" : "corb", () => acts.remove(one))));
}

/** @param {Upload} one */
function sentenceOf(one) {
  if (one.state === "receiving") return one.mine ? t("upload.reselect", { n: Math.floor((one.offset / one.length) * 100) }) : t("upload.coming");
  if (one.state === "examining") return t("upload.examining");
  if (one.state === "refused") return reasonText(one.reason);
  const around = one.film?.spherical ? ` ${t("upload.around")}` : "";
  return t(`upload.accepted.${one.film?.kind ?? "video"}`) + around;
}
