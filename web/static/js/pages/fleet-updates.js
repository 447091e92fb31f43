// The kits of each centre updated together: one first, the others once it was kept.
import { byId, el } from "../components/dom.js";
import { t, tn } from "../text.js";
import { ask, busy, sentenceFor, tell } from "./desk.js";
import { titleOf } from "./fleet-list.js";
import { REFUSED } from "./fleet-program.js";

/** @typedef {import("./fleet-words.js").Kit} Kit */
/** @typedef {{version: string, kits: number, kept: number, outcome: string | null, stopped_by: string | null}} Rollout */
/** @typedef {{id: string, old: number, kits: number, rollout: Rollout | null}} FleetCentre */
/** @typedef {{offered: string | null, centres: FleetCentre[], kits: Kit[]}} Fleet */

let drawn = "";

/** @param {Fleet} fleet @param {() => Promise<void>} changed */
export function drawUpdates(fleet, changed) {
  const lines = fleet.centres.filter((centre) => going(centre) || (centre.old && fleet.offered));
  const state = JSON.stringify([fleet.offered, lines, fleet.kits.map((kit) => [kit.id, titleOf(kit)])]);
  if (state === drawn) return;
  drawn = state;
  const place = byId("updates-list");
  const focused = place.contains(document.activeElement) ? document.activeElement?.closest("li")?.id : "";
  byId("updates").hidden = !lines.length;
  place.replaceChildren(...lines.map((centre) => line(centre, fleet, changed)));
  if (focused) /** @type {HTMLElement | null} */ (document.querySelector(`#${CSS.escape(focused)} button`))?.focus();
}

/** @param {FleetCentre} centre */
const going = (centre) => centre.rollout !== null && centre.rollout.outcome === null;

/** @param {FleetCentre} centre @param {Fleet} fleet @param {() => Promise<void>} changed */
function line(centre, fleet, changed) {
  const name = fleet.kits.find((kit) => String(kit.centre.id) === centre.id)?.centre.name ?? "";
  const id = `centre-${centre.id}`;
  const stop = going(centre);
  const again = centre.rollout?.outcome === "stopped" && centre.rollout.version === fleet.offered;
  const button = el("button", { type: "button", class: "bt bt-petit", "aria-describedby": `${id}-name` }, t(stop ? "fleet.updates.stop" : again ? "fleet.updates.again" : "fleet.updates.do"));
  button.onclick = () => void busy(button, async () => {
    const path = `/api/centres/${centre.id}/kit-update`;
    const answer = stop ? await ask("DELETE", path) : await ask("POST", path, { version: fleet.offered });
    const done = stop ? t("fleet.updates.stopped.by.you") : "";
    tell("updates-problem", answer.ok ? done : sentenceFor(answer, { ...REFUSED, current: "fleet.updates.none" }), answer.ok ? "done" : "problem");
    await changed();
  });
  return el("li", { id }, el("div", {}, el("b", { id: `${id}-name` }, name), el("small", {}, said(centre, fleet, again))), button);
}

/** @param {FleetCentre} centre @param {Fleet} fleet @param {boolean} stopped */
function said(centre, fleet, stopped) {
  const rollout = centre.rollout;
  if (rollout && going(centre)) {
    const first = t(rollout.kept ? "fleet.updates.going.others" : "fleet.updates.going.first");
    return `${tn("fleet.updates.going", rollout.kits, { version: rollout.version, kept: rollout.kept })} ${first}`;
  }
  if (rollout && stopped) {
    const kit = fleet.kits.find((one) => one.id === rollout.stopped_by);
    return t("fleet.updates.stopped", { kit: kit ? titleOf(kit) : "", version: rollout.version });
  }
  return `${tn("fleet.updates.old", centre.old, { version: fleet.offered ?? "" })} ${t("fleet.updates.how")}`;
}
