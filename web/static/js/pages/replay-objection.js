// "Je suis dans cette vidéo": whoever is in it and does not agree hides it at once.
import { byId, setText } from "../components/dom.js";
import { t } from "../text.js";
import { request } from "./replay-server.js";

/** @param {string} path of the replay @param {() => void} hidden once it is @param {() => void} asked before the question */
export function objecting(path, hidden, asked) {
  const dialog = /** @type {HTMLDialogElement} */ (byId("objection"));
  const form = /** @type {HTMLFormElement} */ (byId("objection-form"));
  byId("object").onclick = () => {
    asked();
    dialog.showModal();
  };
  byId("objection-no").onclick = () => dialog.close();
  form.onsubmit = async (event) => {
    event.preventDefault();
    const data = new FormData(form), name = String(data.get("name") ?? "").trim();
    if (!name) return say(t("replay.object.name"));
    const { ok, status } = await request("POST", `${path}/objections`, { name, said: String(data.get("said") ?? "") });
    if (!ok && status !== 404) return say(t(status === 429 ? "replay.object.wait" : "replay.offline"));
    dialog.close();
    hidden();
  };
}

/** @param {string} sentence */
function say(sentence) {
  const place = byId("objection-problem");
  place.hidden = false;
  setText(place, sentence);
  byId("objection-name").focus();
}
