// The steps that this person may take now, and why there are no others.
import { confirm } from "../components/confirm.js";
import { byId, el, icon, setText } from "../components/dom.js";
import { t } from "../text.js";
import { busy } from "./desk.js";

/** @typedef {import("./review.js").Review} Review @typedef {import("./review.js").Change} Change */

/** @type {Record<string, string>} */
const ICONS = { propose: "envoi", approve: "ok", publish: "oeil", unpublish: "cadenas" };
const STEPS = ["propose", "approve", "publish", "unpublish"];

/** @param {Review} review @param {Change} change */
export function showActs({ replay, acts, missing, made }, change) {
  const ready = missing.length === 0;
  // One filled button: the next step, where it can be taken.
  const buttons = STEPS.filter((act) => acts.includes(act)).map((act) => {
    const next = act !== "unpublish" && (act !== "publish" || ready);
    const button = el("button", { type: "button", class: next ? "bt bt-1 bt-grand" : "bt bt-grand" }, icon(ICONS[act]), t(`review.act.${act}`));
    button.onclick = () => void busy(button, () => take(act, change));
    return button;
  });
  byId("acts").replaceChildren(...buttons);
  setText(byId("why"), buttons.length ? t(`review.next.${replay.state}`) : t(made ? "review.another" : "review.nothing"));
  const refusal = /** @type {HTMLFormElement} */ (byId("refusal"));
  refusal.hidden = !acts.includes("refuse");
  refusal.onsubmit = (event) => {
    event.preventDefault();
    const said = /** @type {HTMLTextAreaElement} */ (byId("refusal-said"));
    void change("POST", "/refuse", { said: said.value }, "act-said").then((done) => done && (said.value = ""));
  };
}

/** @param {string} act @param {Change} change */
async function take(act, change) {
  if (act === "unpublish" && !(await confirm({ title: t("review.unpublish.title"), note: t("review.unpublish.note"), yes: t("review.act.unpublish"), no: t("review.keep") }))) return;
  if (await change("POST", `/${act}`, {}, "act-said")) byId("before-title").focus();
}
