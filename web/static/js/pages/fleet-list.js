// The rooms, what is to be seen first, then centre by centre.
import { byId, el, icon } from "../components/dom.js";
import { t } from "../text.js";
import { programSaid, stateLook, stateSentence, when } from "./fleet-words.js";

/** @typedef {import("./fleet-words.js").Kit} Kit */

let drawn = "";

/** @param {Kit[]} kits @param {string} chosen id */
export function drawList(kits, chosen) {
  const state = JSON.stringify([kits, chosen]);
  if (state === drawn) return;
  drawn = state;
  const place = byId("kits");
  const focused = document.activeElement instanceof HTMLAnchorElement && place.contains(document.activeElement) ? document.activeElement.hash : null;
  const first = kits.filter((kit) => kit.to_see);
  const others = kits.filter((kit) => !kit.to_see);
  const centres = [...new Set(others.map((kit) => kit.centre.name))];
  const parts = [
    ...(first.length ? [el("h2", {}, t("fleet.first")), list(first, chosen, true)] : []),
    el("h2", {}, t("fleet.rooms")),
    ...centres.flatMap((name) => [el("h3", { class: "ctr" }, name), list(others.filter((kit) => kit.centre.name === name), chosen, false)]),
  ];
  place.replaceChildren(...(others.length ? parts : parts.slice(0, -1)));
  if (focused) /** @type {HTMLElement | null} */ (place.querySelector(`a[href="${focused}"]`))?.focus();
}

/** @param {Kit[]} kits @param {string} chosen @param {boolean} withCentre */
function list(kits, chosen, withCentre) {
  return el("ul", {}, ...kits.map((kit) => el("li", {}, line(kit, kit.id === chosen, withCentre))));
}

/** @param {Kit} kit @param {boolean} current @param {boolean} withCentre */
function line(kit, current, withCentre) {
  const [name, tone] = look(kit);
  const said = stateSentence(kit);
  return el("a", { href: `#${kit.id}`, "aria-current": current ? "true" : undefined },
    el("span", { class: tone }, icon(name)),
    el("span", {}, el("b", {}, titleOf(kit)), el("small", {}, withCentre ? `${kit.centre.name} · ${said}` : said), programLine(kit)),
    el("span", { class: "hr" }, kit.coming ? when(kit.coming.starts_at) : ""));
}

/** A version that was given up is to be seen, where nothing worse is. @param {Kit} kit */
function look(kit) {
  const state = stateLook(kit);
  return kit.release?.phase === "failed" && state[1] !== "r" ? ["att", "a"] : state;
}

/** The version, and how it is with it. @param {Kit} kit */
function programLine(kit) {
  if (!kit.release?.running) return "";
  const said = kit.release.phase === "idle" ? "" : ` · ${programSaid(kit)}`;
  return el("small", { class: "prog" }, kit.release.running, said);
}

/** The room, and the kit where it has a name of its own. @param {Kit} kit */
export function titleOf(kit) {
  return kit.name === kit.room.name ? kit.room.name : `${kit.room.name} · ${kit.name}`;
}
