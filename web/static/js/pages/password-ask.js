// A forgotten password: those who coordinate the centre see the demand, and hand over a link.
import { byId } from "../components/dom.js";
import { t } from "../text.js";
import { ask, input, onSubmit, sentenceFor, tell } from "./desk.js";
import { setPageState } from "./page.js";

onSubmit("ask", async () => {
  tell("problem");
  const email = input("email");
  if (!email.value.trim()) {
    tell("problem", t("password.ask.missing"));
    return email.focus();
  }
  const answer = await ask("POST", "/api/password/ask", { email: email.value.trim() });
  if (!answer.ok) return tell("problem", sentenceFor(answer, { wait: "login.wait", invalid: "password.ask.missing" }));
  tell("problem", t("password.asked"), "done");
  byId("send").hidden = true;
});
setPageState("ready");
