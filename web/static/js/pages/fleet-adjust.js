// Adjusting a kit from afar, with the picture beside it.
import { byId, el, setText } from "../components/dom.js";
import { t } from "../text.js";
import { ask, busy, input, onSubmit, sentenceFor, tell } from "./desk.js";
import { address } from "./fleet-report.js";

/** @typedef {import("./fleet-words.js").KitDetail} KitDetail */

const SIDES = ["left", "right", "top", "bottom"];
const SOUNDS = ["microphone", "loudspeaker"];
/** @type {KitDetail | null} */
let shown = null;
/** What was chosen before is not sent again. */
let cropTouched = false;
let gainTouched = false;

export function startAdjust() {
  byId("device").onchange = () => showDevice();
  input("gain").oninput = () => {
    gainTouched = true;
    byId("gain-said").textContent = t("fleet.adjust.percent", { n: input("gain").value });
  };
  for (const side of SIDES) input(`crop-${side}`).oninput = () => {
    cropTouched = true;
    drawCrop();
  };
  onSubmit("adjust-form", () => send(asked()));
  const restart = byId("device-restart");
  restart.onclick = () => void busy(restart, () => send({ restart: true }));
  const back = byId("profile-again");
  back.onclick = () => void busy(back, () => send({ reset: true }));
  const reference = byId("reference");
  reference.onclick = () => void busy(reference, async () => said(await ask("POST", `/api/kits/${shown?.id}/reference`, { device: input("device").value }), t("fleet.adjust.referenced")));
}

/** @param {KitDetail} kit @param {boolean} another kit than before */
export function showAdjust(kit, another) {
  shown = kit;
  const select = input("device");
  const options = [...kit.cameras.map((camera) => [camera.role, camera.label]), ["microphone", t("fleet.adjust.microphone")], ["loudspeaker", t("fleet.adjust.loudspeaker")]];
  const known = [...select.querySelectorAll("option")].map((option) => option.value).join();
  if (another || known !== options.map(([role]) => role).join()) {
    const before = select.value;
    select.replaceChildren(...options.map(([role, label]) => el("option", { value: role }, label)));
    if (!another && options.some(([role]) => role === before)) select.value = before;
    showDevice();
  }
  showKept();
  drawPreview();
}

/** What the kit keeps of what was set before, and the way back. */
function showKept() {
  const device = input("device").value;
  const { gain_percent: gain, exposure, crop, preset } = shown?.adjusted[device] ?? {};
  const view = shown?.presets[device]?.find((one) => one.name === preset);
  const light = exposure === undefined ? null : byId("exposure").querySelector(`option[value="${exposure}"]`);
  const said = [
    gain === undefined ? "" : `${t("fleet.adjust.gain")} ${t("fleet.adjust.percent", { n: gain })}`,
    exposure === undefined ? "" : `${t("fleet.adjust.light")} ${light?.textContent ?? exposure}`,
    crop ? t("fleet.adjust.cropped") : "",
    preset ? (view?.label ?? preset) : "",
  ].filter(Boolean).join(", ");
  byId("kept").hidden = !said;
  setText(byId("kept-said"), t("fleet.adjust.kept", { what: said.toLowerCase() }));
}

function showDevice() {
  const device = input("device").value;
  const sound = SOUNDS.includes(device);
  byId("for-sound").hidden = !sound;
  byId("for-picture").hidden = byId("reference").hidden = sound;
  const presets = shown?.presets[device] ?? [];
  byId("presets").hidden = !presets.length;
  byId("preset-list").replaceChildren(...presets.map((preset) => {
    const button = el("button", { type: "button", class: "bt bt-petit" }, preset.label);
    button.onclick = () => void busy(button, () => send({ preset: preset.name }));
    return button;
  }));
  input("exposure").value = "";
  const kept = keptEdges();
  for (const side of SIDES) input(`crop-${side}`).value = String(kept[side]);
  const gain = shown?.adjusted[device]?.gain_percent;
  if (gain !== undefined) input("gain").value = String(gain);
  byId("gain-said").textContent = gain === undefined ? "" : t("fleet.adjust.percent", { n: gain });
  showKept();
  cropTouched = gainTouched = false;
  tell("adjust-problem");
  drawPreview();
}

function drawPreview() {
  const camera = shown?.cameras.find((one) => one.role === input("device").value);
  byId("preview").hidden = !camera?.still || Boolean(shown?.blurred);
  if (shown && camera?.still) /** @type {HTMLImageElement} */ (byId("preview-picture")).src = address(shown, camera.role);
  drawCrop();
}

/** What is to be taken off the picture as it is shown, of which something may be off already. */
function drawCrop() {
  const frame = byId("preview-crop");
  const kept = keptEdges();
  const more = SIDES.map((side) => Math.max(0, number(side) - kept[side]) / (side === "left" || side === "right" ? kept.wide : kept.high));
  SIDES.forEach((side, index) => frame.style.setProperty(side, `${more[index] * 100}%`));
  frame.hidden = !more.some(Boolean);
}

/** What the kit takes off at each side, and what it leaves, in % of the camera's picture.
 * @returns {Record<string, number>} */
function keptEdges() {
  const [x, y, wide, high] = (shown?.adjusted[input("device").value]?.crop ?? [0, 0, 1, 1]).map((/** @type {number} */ part) => Math.round(part * 100));
  return { left: x, right: 100 - x - wide, top: y, bottom: 100 - y - high, wide, high };
}

/** @param {string} side */
function number(side) {
  return Math.min(45, Math.max(0, Number(input(`crop-${side}`).value) || 0));
}

/** @returns {object | null} null: nothing was chosen */
function asked() {
  if (SOUNDS.includes(input("device").value)) return gainTouched ? { gain_percent: Number(input("gain").value) } : null;
  const exposure = input("exposure").value;
  const [left, right, top, bottom] = SIDES.map((side) => number(side) / 100);
  const wanted = {
    ...(exposure ? { exposure: Number(exposure) } : {}),
    ...(cropTouched ? { crop: [left, top, 1 - left - right, 1 - top - bottom] } : {}),
  };
  return Object.keys(wanted).length ? wanted : null;
}

/** @param {object | null} adjustment */
async function send(adjustment) {
  if (!shown) return;
  if (!adjustment) return tell("adjust-problem", t("fleet.adjust.nothing"));
  const answer = await ask("POST", `/api/kits/${shown.id}/adjust`, { device: input("device").value, ...adjustment });
  said(answer, t("fleet.asked"));
  if (answer.ok) cropTouched = gainTouched = false;
}

/** @param {import("./desk.js").Answer} answer @param {string} done */
function said(answer, done) {
  tell("adjust-problem", answer.ok ? done : sentenceFor(answer, { away: "fleet.away", session: "fleet.session" }), answer.ok ? "done" : "problem");
}
