// What a kit runs: its version, an update as it goes, the way back.
import { confirm } from "../components/confirm.js";
import { byId, icon, setText } from "../components/dom.js";
import { t } from "../text.js";
import { ask, busy, sentenceFor, tell } from "./desk.js";
import { programHow, programLook, programSaid } from "./fleet-words.js";

/** @typedef {import("./fleet-words.js").KitDetail} KitDetail */

export const REFUSED = { gone: "fleet.program.gone", unable: "fleet.program.how.unknown", ...Object.fromEntries(["current", "trying", "nothing", "changed", "begun"].map((reason) => [reason, "fleet.program.refused"])) };
const BADGE = { v: "past past-ok", a: "past past-att", r: "past past-mal", doux: "past" };
/** @type {KitDetail | null} */
let shown = null;

/** @param {() => Promise<void>} changed what to do when the kit was asked something */
export function startProgram(changed) {
  /** @param {string} id @param {() => Promise<import("./desk.js").Answer | null>} work */
  const act = (id, work) => {
    const button = byId(id);
    button.onclick = () => void busy(button, async () => {
      const answer = await work();
      if (!answer) return;
      tell("program-problem", answer.ok ? "" : sentenceFor(answer, REFUSED));
      await changed();
      // The button that was pressed may be none any more.
      if (button.hidden && document.activeElement === document.body) byId("program-title").focus();
    });
  };
  act("program-update", () => ask("POST", `/api/kits/${shown?.id}/update`, { version: shown?.release?.offered }));
  act("program-back", async () => {
    const version = shown?.release?.previous;
    const sure = await confirm({ title: t("fleet.program.back.title", { version: version ?? "" }), note: t("fleet.program.back.note"), yes: t("fleet.program.back.yes"), no: t("fleet.cancel") });
    return sure ? ask("POST", `/api/kits/${shown?.id}/roll-back`, { version }) : null;
  });
  for (const id of ["program-cancel", "program-seen"]) act(id, () => ask("DELETE", `/api/kits/${shown?.id}/update`));
}

/** @param {KitDetail} kit @param {boolean} another kit than before */
export function showProgram(kit, another) {
  shown = kit;
  const program = kit.release;
  if (another) tell("program-problem");
  setText(byId("program-version"), program?.running ? t("fleet.program.version", { version: program.running }) : "");
  const [name, tone] = programLook(kit);
  const said = programSaid(kit);
  const state = byId("program-state");
  state.className = BADGE[tone];
  if (state.textContent !== said) state.replaceChildren(icon(name), said);
  setText(byId("program-how"), programHow(kit));
  const percent = program?.percent ?? null;
  const bar = byId("program-bar");
  bar.hidden = percent === null;
  bar.style.setProperty("--v", String(percent ?? 0));
  bar.setAttribute("aria-valuenow", String(percent ?? 0));
  const may = program?.may ?? [];
  byId("program-update").hidden = !may.includes("update");
  byId("program-back").hidden = !may.includes("back");
  byId("program-cancel").hidden = !may.includes("cancel");
  byId("program-seen").hidden = !may.includes("seen");
  byId("program-acts").hidden = !may.length;
  setText(byId("program-update"), t(program?.phase === "failed" ? "fleet.program.again" : "fleet.program.update"));
}
