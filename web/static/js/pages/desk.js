// What the pages of those who have an account share: asking the server, the header, sentences of forms.
import { byId, el, icon } from "../components/dom.js";
import { t } from "../text.js";
import { setPageState, tokenOfAddress } from "./page.js";

/** The server could not be reached. */
const UNREACHED = 0;
const FILE_KEPT_MS = 60_000;
/** What every request carries, so that no page of elsewhere can make it. @type {Record<string, string>} */
const OWN_REQUEST = { "X-Passerelle": "1" };

/**
 * @typedef {object} Answer
 * @property {boolean} ok
 * @property {number} status 0: no answer
 * @property {any} body
 */

/**
 * @param {"GET" | "POST" | "PATCH" | "PUT" | "DELETE"} method
 * @param {string} path
 * @param {object} [body]
 * @returns {Promise<Answer>} never, when nobody is signed in any more: the page goes to the sign-in
 */
export async function ask(method, path, body) {
  const headers = { ...OWN_REQUEST, ...(method === "GET" ? {} : { "Content-Type": "application/json" }) };
  const text = method === "GET" || method === "DELETE" ? undefined : JSON.stringify(body ?? {});
  try {
    const response = await fetch(path, { method, headers, body: text, cache: "no-store" });
    const answer = response.status === 204 ? {} : await response.json().catch(() => ({}));
    if (answer.reason === "signed_out") return leaveForSignIn();
    return { ok: response.ok, status: response.status, body: answer };
  } catch {
    return { ok: false, status: UNREACHED, body: {} };
  }
}

/** Whoever leads by a link has no account: its token stands for it. @param {string} token */
export function useLink(token) {
  OWN_REQUEST.Authorization = `Bearer ${token}`;
}

/** Saves what is at this address as a file of this device.
 * @param {string} path @param {string} name of the file @returns {Promise<boolean>} */
export async function download(path, name) {
  const response = await fetch(path, { headers: OWN_REQUEST, cache: "no-store" }).catch(() => null);
  if (!response?.ok) return false;
  const href = URL.createObjectURL(await response.blob());
  el("a", { href, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(href), FILE_KEPT_MS);
  return true;
}

/** @returns {Promise<never>} */
function leaveForSignIn() {
  location.assign(`/connexion?suite=${encodeURIComponent(location.pathname)}`);
  return new Promise(() => undefined);
}

/** A sheet of a session: for those signed in, and for whoever leads by a link.
 * @param {string} csv address of the same as a file @param {string} name of that file */
export async function startSheet(csv, name) {
  const token = tokenOfAddress();
  byId("print").onclick = () => print();
  byId("csv").onclick = () => void busy(byId("csv"), async () => {
    if (!(await download(csv, name))) tell("problem", t("desk.failed"));
  });
  if (!token) return void (await startDesk());
  useLink(token);
  setPageState("ready");
  for (const away of document.querySelectorAll("nav > *")) away.toggleAttribute("hidden", true);
}

/** The name of whoever is signed in, and the way out. @returns {Promise<any>} the account */
export async function startDesk() {
  byId("sign-out").onclick = async () => {
    await ask("POST", "/api/sign-out");
    location.assign("/connexion");
  };
  const { ok, body } = await ask("GET", "/api/account");
  setPageState("ready");
  if (!ok) return null;
  const leads = body.account.centres.some((/** @type {any} */ centre) => centre.roles.some((/** @type {string} */ role) => role !== "technician"));
  document.getElementById("nav-templates")?.toggleAttribute("hidden", !leads);
  const coordinates = body.account.centres.some((/** @type {any} */ centre) => centre.roles.includes("coordinator"));
  document.getElementById("nav-centre")?.toggleAttribute("hidden", !coordinates);
  const equips = body.account.centres.some((/** @type {any} */ centre) => centre.roles.includes("technician"));
  document.getElementById("nav-fleet")?.toggleAttribute("hidden", !equips);
  return body.account;
}

/** The id of the session in the address. */
export function sessionOfAddress() {
  return location.pathname.split("/").at(-1) ?? "";
}

/** The centres where one may change things. @param {any} account */
export function editedCentres(account) {
  const edits = new Set(["animateur", "coordinator"]);
  return (account?.centres ?? []).filter((/** @type {any} */ centre) => centre.roles.some((/** @type {string} */ role) => edits.has(role)));
}

/** Says what happened at the place it concerns: a problem (read at once), a success, or nothing.
 * @param {string} id of the place @param {string} [sentence] @param {"problem" | "done"} [tone] */
export function tell(id, sentence = "", tone = "problem") {
  const place = byId(id);
  place.className = tone === "done" ? "phrase phrase-info" : "phrase phrase-att";
  place.hidden = !sentence;
  place.replaceChildren(...(sentence ? [icon(tone === "done" ? "ok" : "att"), el("span", {}, sentence)] : []));
}

/** The sentence for an answer that is no success: its own, or that of any page.
 * @param {Answer} answer @param {Record<string, string>} own key of the sentence by reason */
export function sentenceFor(answer, own) {
  if (answer.status === UNREACHED) return t("desk.offline");
  const key = own[answer.body.reason];
  if (key) return t(key);
  if (answer.body.reason === "token") return t("link.lead");
  return t(answer.status === 403 ? "desk.forbidden" : "desk.failed");
}

/** While a press is served, the button says so and does not act twice.
 * @param {HTMLElement} button @param {() => Promise<void>} act */
export async function busy(button, act) {
  if (button.getAttribute("aria-busy") === "true") return;
  button.setAttribute("aria-busy", "true");
  await act();
  button.removeAttribute("aria-busy");
}

/** @param {string} id */
export function input(id) {
  return /** @type {HTMLInputElement} */ (byId(id));
}

/** @param {string} id @param {(event: SubmitEvent) => Promise<void>} act */
export function onSubmit(id, act) {
  const form = /** @type {HTMLFormElement} */ (byId(id));
  form.onsubmit = (event) => {
    event.preventDefault();
    void busy(event.submitter ?? form, () => act(event));
  };
}
