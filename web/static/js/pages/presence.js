// Behind the code on the door: somebody in the room writes their own first name on the sheet.
import { byId, setText } from "../components/dom.js";
import { t } from "../text.js";
import { ask, input, onSubmit, sentenceFor, tell, useLink } from "./desk.js";
import { guardFragment, setPageState, tokenOfAddress } from "./page.js";

async function start() {
  guardFragment();
  useLink(tokenOfAddress());
  onSubmit("sign", sign);
  const answer = await ask("GET", "/api/presence");
  setPageState("ready");
  if (!answer.ok) {
    byId("sign").hidden = true;
    return tell("problem", sentenceFor(answer, { token: "presence.old", unknown: "presence.old", forbidden: "presence.old" }));
  }
  const { title, room, centre } = answer.body.session;
  setText(byId("workshop"), title);
  setText(byId("where"), [room, centre].filter(Boolean).join(" · "));
}

async function sign() {
  tell("problem");
  const name = input("name").value.trim();
  if (!name) {
    tell("problem", t("presence.missing"));
    return input("name").focus();
  }
  const answer = await ask("POST", "/api/presence", { name });
  if (!answer.ok) return tell("problem", sentenceFor(answer, { full: "attendance.full", wait: "presence.wait", invalid: "presence.missing" }));
  tell("problem", t("presence.done", { name: answer.body.name }), "done");
  input("name").value = "";
}

void start();
