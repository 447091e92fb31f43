// Keeping a film for one more year, and giving it another link: both asked about once more.
import { confirm } from "../components/confirm.js";
import { byId, el, icon, setText } from "../components/dom.js";
import { t, tn } from "../text.js";
import { busy } from "./desk.js";

/** @typedef {import("./review.js").Review} Review @typedef {import("./review.js").Change} Change */

/** @param {Change} change */
export function startKeeping(change) {
  asked("renew", "renewal", "renewal-said", change);
  asked("renew-link", "link", "about-said", change);
}

/** @param {Review} review */
export function showKeeping({ replay, renewal }) {
  byId("renew-link").hidden = replay.visibility !== "link";
  byId("renewal").hidden = !renewal;
  if (!renewal) return;
  setText(byId("renewal-left"), tn("review.renewal.left", renewal.ends_in_days));
  const names = renewal.to_ask.map((name) => name || t("review.person.unnamed")).join(", ");
  byId("renewal-ask").className = names ? "phrase phrase-att" : "phrase phrase-info";
  byId("renewal-ask").replaceChildren(icon(names ? "att" : "ok"), el("span", {}, names ? t("review.renewal.to.ask", { names }) : t("review.renewal.asked")));
  byId("renewal-who").hidden = renewal.may;
  byId("renew").hidden = !renewal.may || renewal.to_ask.length > 0;
}

/** @param {string} id @param {"renewal" | "link"} what @param {string} said @param {Change} change */
function asked(id, what, said, change) {
  const button = /** @type {HTMLButtonElement} */ (byId(id));
  button.onclick = () => void busy(button, async () => {
    const sure = await confirm({ title: t(`review.${what}.title`), note: t(`review.${what}.note`), yes: what === "link" ? t("review.link.renew") : t("review.renewal"), no: t("review.keep") });
    if (sure) await change("POST", what === "link" ? "/link" : "/renew", {}, said, t(`review.${what}.done`));
  });
}
