// Name, room, restart, removal, profile and history of a kit.
import { confirm } from "../components/confirm.js";
import { byId, el, icon } from "../components/dom.js";
import { language, t } from "../text.js";
import { ask, busy, input, onSubmit, sentenceFor, tell } from "./desk.js";
import { instant, programWhy } from "./fleet-words.js";
import { titleOf } from "./fleet-list.js";

/** @typedef {import("./fleet-words.js").KitDetail} KitDetail */
/** @typedef {import("./fleet-words.js").Room} Room */

const REFUSED = { away: "fleet.away", session: "fleet.session", invalid: "fleet.wrong" };
/** @type {KitDetail | null} */
let shown = null;

/** @param {() => Promise<void>} changed what to do when the list is another */
export function startCare(changed) {
  onSubmit("care-form", async () => {
    const answer = await ask("PATCH", `/api/kits/${shown?.id}`, { name: input("kit-name").value.trim() || null, room: input("kit-room").value, portable: input("kit-portable").checked });
    said("care-problem", answer, t("desk.saved"));
    await changed();
  });
  act("restart", async () => said("care-problem", await ask("POST", `/api/kits/${shown?.id}/restart`), t("fleet.asked")));
  act("test-call", testCall);
  act("remove", async () => {
    const words = { title: t("fleet.remove.title", { kit: shown ? titleOf(shown) : "" }), note: t("fleet.remove.note"), yes: t("fleet.remove"), no: t("fleet.cancel") };
    if (!(await confirm(words))) return;
    const answer = await ask("POST", `/api/kits/${shown?.id}/remove`, { remove: true });
    if (!answer.ok) return said("care-problem", answer, "");
    location.hash = "";
    await changed();
    tell("problem", t("fleet.removed"), "done");
  });
  onSubmit("profile-form", async (event) => {
    const check = /** @type {HTMLButtonElement | null} */ (event.submitter)?.value === "check";
    const answer = await ask("PUT", `/api/kits/${shown?.id}/profile`, { profile: input("profile-text").value, check });
    const sentence = answer.body.sentence?.[language === "en" ? "en" : "fr"];
    if (sentence) return tell("profile-problem", sentence);
    said("profile-problem", answer, t(check ? "fleet.profile.right" : "fleet.profile.saved"));
  });
}

/** @param {KitDetail} kit @param {Room[]} rooms @param {boolean} another kit than before */
export function showCare(kit, rooms, another) {
  shown = kit;
  /** @type {HTMLAnchorElement} */ (byId("sheet")).href = `/technique/feuille/${kit.id}`;
  byId("history").replaceChildren(...kit.history.map((line) => el("li", {},
    el("span", {}, el("b", {}, t(`fleet.did.${line.kind}`)), detail(line) && el("small", {}, detail(line))),
    el("span", { class: "mes" }, line.who ? `${line.who} · ${instant(line.at)}` : instant(line.at)))));
  fill("profile-text", kit.profile, another);
  fill("kit-name", kit.name, another);
  if (!another) return;
  byId("kit-room").replaceChildren(...roomOptions(rooms));
  input("kit-room").value = kit.room.slug;
  input("kit-portable").checked = kit.portable;
  byId("arriving").replaceChildren();
  for (const place of ["care-problem", "profile-problem"]) tell(place);
}

/** What somebody is writing stays; what nobody touched follows the kit.
 * @param {string} id @param {string} value @param {boolean} another */
function fill(id, value, another) {
  const field = input(id);
  if (another || field.value === field.dataset.filled) field.value = value;
  // A text area writes line ends its own way.
  field.dataset.filled = another || field.value === value ? field.value : field.dataset.filled;
}

/** @param {Room[]} rooms */
export function roomOptions(rooms) {
  const several = new Set(rooms.map((room) => room.centre.id)).size > 1;
  return rooms.map((room) => el("option", { value: room.slug }, several ? `${room.name} · ${room.centre.name}` : room.name));
}

async function testCall() {
  const answer = await ask("POST", `/api/kits/${shown?.id}/test-call`);
  byId("arriving").replaceChildren(...(answer.body.arriving ?? []).map((/** @type {any} */ line) => el("li", {},
    el("span", { class: `p ${line.ok ? "v" : "r"}` }, icon(line.ok ? "ok" : "att")),
    el("span", {}, line.what === "camera" ? t(line.ok ? "fleet.arrives" : "fleet.missing", { what: line.label }) : t(line.ok ? "fleet.arrives.sound" : "fleet.missing.sound")),
    el("span", { class: "mes" }, line.level_dbov > -127 ? t("fleet.level", { n: Math.round(line.level_dbov) }) : ""))));
  said("care-problem", answer, t("fleet.call.asked"));
}

/** @param {{kind: string, detail: string}} line */
function detail(line) {
  if (line.kind === "tested") return line.detail === "0" ? t("fleet.report.well") : t("fleet.did.findings", { n: line.detail });
  if (line.kind === "update_failed") {
    const [version, reason] = line.detail.split(" ");
    return [version, programWhy(reason)].filter(Boolean).join(" · ");
  }
  return line.kind === "adjusted" ? line.detail.replace(/[{}"]/g, "").replaceAll("_", " ") : line.detail;
}

/** @param {string} id @param {() => Promise<void>} work */
function act(id, work) {
  const button = byId(id);
  button.onclick = () => void busy(button, work);
}

/** @param {string} place @param {import("./desk.js").Answer} answer @param {string} done */
function said(place, answer, done) {
  tell(place, answer.ok ? done : sentenceFor(answer, REFUSED), answer.ok ? "done" : "problem");
}
