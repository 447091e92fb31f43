// What the cameras see now, and what the last self-test found.
import { byId, el, icon } from "../components/dom.js";
import { t } from "../text.js";
import { ask, busy, sentenceFor, tell } from "./desk.js";
import { instant, tone } from "./fleet-words.js";

/** @typedef {import("./fleet-words.js").KitDetail} KitDetail */
/** @typedef {import("./fleet-words.js").Finding} Finding */
/** @typedef {import("./fleet-words.js").FleetCamera} FleetCamera */

const ICONS = /** @type {Record<string, string>} */ ({ black: "camx", frozen: "gel", blurred: "flou", silent: "micx", clipping: "son", echo: "echo", uplink: "reseau" });
/** Findings of a camera that opening it anew may mend. */
const RESTART = new Set(["frozen", "black", "wrong_format", "too_few_frames"]);
const SOFTER_PERCENT = 40;

/** @param {KitDetail} kit */
export function drawViews(kit) {
  byId("views").replaceChildren(...kit.cameras.map((camera) => figure(kit, camera)));
}

/** @param {KitDetail} kit @param {FleetCamera} camera */
function figure(kit, camera) {
  const found = kit.report?.findings.find((finding) => finding.about === camera.role && finding.severity !== "note");
  const picture = camera.still
    ? el("div", { class: "cadre" }, el("img", { src: address(kit, camera.role), alt: "" }))
    : el("div", { class: "cadre noir" }, icon("camx"));
  const said = kit.blurred ? t("fleet.view.session") : found ? found.sentence : t(camera.live ? "fleet.view.live" : "fleet.view.none");
  return el("figure", { class: found && !kit.blurred ? tone(found.severity) : "" }, picture, el("figcaption", {}, camera.label, el("small", {}, said)));
}

/** A camera's latest picture; another each time it is asked for. @param {KitDetail} kit @param {string} role */
export function address(kit, role) {
  return `/api/kits/${kit.id}/thumbnails/${encodeURIComponent(role)}?${encodeURIComponent(kit.now)}`;
}

/** @param {KitDetail} kit */
export function drawReport(kit) {
  const place = byId("report");
  if (!kit.report) return place.replaceChildren(el("h2", {}, t("fleet.never")), el("p", { class: "doux" }, t(kit.state === "pairing" ? "fleet.pairing.how" : "fleet.never.how")));
  const rank = { fault: 0, warning: 1, note: 2 };
  const findings = [...kit.report.findings].sort((a, b) => rank[a.severity] - rank[b.severity]);
  place.replaceChildren(el("h2", {}, t("fleet.report", { when: instant(kit.report.at) })),
    findings.length ? el("ul", { class: "tr" }, ...findings.map((finding) => line(kit, finding))) : el("p", { class: "doux" }, t("fleet.report.well")));
}

/** @param {KitDetail} kit @param {Finding} finding */
function line(kit, finding) {
  const evidence = `/api/kits/${kit.id}/reports/${kit.report?.id}/${finding.index}`;
  return el("li", {},
    el("span", { class: `p ${tone(finding.severity)}` }, icon(ICONS[finding.key] ?? (finding.severity === "note" ? "ok" : "att"))),
    el("span", {}, el("b", {}, finding.sentence), finding.to_do && el("small", {}, finding.to_do)),
    el("span", { class: "mes" }, finding.measure, remedy(kit, finding)),
    finding.evidence === "image/jpeg" && el("img", { class: "preuve", src: evidence, alt: t("fleet.evidence.picture"), loading: "lazy" }),
    finding.evidence === "audio/wav" && el("audio", { class: "preuve", src: evidence, controls: true, preload: "none", "aria-label": t("fleet.evidence.sound") }));
}

/** What can be done about it from here. @param {KitDetail} kit @param {Finding} finding */
function remedy(kit, finding) {
  if (finding.severity === "note") return null;
  if (RESTART.has(finding.key) && finding.about) return button(kit, t("fleet.remedy.restart"), { device: finding.about, restart: true });
  if (finding.key === "clipping") return button(kit, t("fleet.remedy.softer"), { device: "microphone", gain_percent: SOFTER_PERCENT });
  return null;
}

/** @param {KitDetail} kit @param {string} label @param {object} adjustment */
function button(kit, label, adjustment) {
  const made = el("button", { type: "button", class: "bt bt-petit" }, label);
  made.onclick = () => void busy(made, async () => {
    const answer = await ask("POST", `/api/kits/${kit.id}/adjust`, adjustment);
    tell("kit-problem", answer.ok ? t("fleet.asked") : sentenceFor(answer, { away: "fleet.away" }), answer.ok ? "done" : "problem");
  });
  return made;
}
