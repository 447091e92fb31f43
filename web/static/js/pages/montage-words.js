// Title and words of a replay, saved by themselves; where the page's two links lead.
import { byId, setText } from "../components/dom.js";
import { t } from "../text.js";
import { ask, input, tell } from "./desk.js";

/** @typedef {import("./montage-saving.js").Saving} Saving */

/** @param {string} id of the replay @param {{title: string, description?: string}} replay @param {Saving} saving */
export function showWords(id, replay, saving) {
  setText(byId("name"), replay.title);
  document.title = `${t("montage.title")} · ${replay.title} · ${t("app.name")}`;
  const [title, description] = [input("title"), input("description")];
  [title.value, description.value] = [replay.title, replay.description ?? ""];
  title.onchange = description.onchange = () => {
    if (!title.value.trim()) return tell("problem", t("montage.title.missing"));
    setText(byId("name"), title.value.trim());
    saving.later("words", () => ask("PATCH", `/api/replays/${id}`, { title: title.value.trim(), description: description.value.trim() }));
  };
  for (const [link, path] of [["see", `/replays/${id}`], ["publish", `/relecture/${id}`]]) byId(link).setAttribute("href", path);
  byId("publish").onclick = (event) => {
    event.preventDefault();
    void saving.now().then((saved) => saved && location.assign(`/relecture/${id}`));
  };
}
