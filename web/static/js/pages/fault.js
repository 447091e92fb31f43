// Somebody in a room says that something is wrong with its equipment: one field, no account.
import { byId, setText } from "../components/dom.js";
import { phoneText, t } from "../text.js";
import { ask, input, onSubmit, sentenceFor, tell } from "./desk.js";
import { setPageState } from "./page.js";

const PATH = `/api/faults/${encodeURIComponent(location.pathname.split("/").at(-1) ?? "")}`;
const REASONS = { unknown: "report.unknown", wait: "report.wait", invalid: "report.missing" };

async function start() {
  onSubmit("report", async () => {
    const text = input("text").value.trim();
    if (!text) return tell("problem", t("report.missing"));
    const answer = await ask("POST", PATH, { text });
    if (!answer.ok) return tell("problem", sentenceFor(answer, REASONS));
    byId("report").hidden = true;
    tell("problem", t("report.done"), "done");
  });
  const answer = await ask("GET", PATH);
  setPageState("ready");
  if (!answer.ok) {
    byId("report").hidden = true;
    byId("way-in").hidden = false;
    return tell("problem", sentenceFor(answer, REASONS));
  }
  setText(byId("where"), `${answer.body.room} · ${answer.body.centre.name}`);
  if (answer.body.centre.phone) setText(byId("phone"), t("sheet.phone", { phone: phoneText(answer.body.centre.phone) }));
}

void start();
