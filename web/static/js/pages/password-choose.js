// A new password, by the link that was handed over. Good once.
import { byId } from "../components/dom.js";
import { t } from "../text.js";
import { ask, input, onSubmit, sentenceFor, tell } from "./desk.js";
import { guardFragment, setPageState, tokenOfAddress } from "./page.js";

const REASONS = { short: "password.short", long: "password.long", simple: "password.simple", invalid: "password.short", expired: "password.expired", wait: "login.wait" };

byId("show").onchange = () => {
  input("password").type = input("show").checked ? "text" : "password";
};

onSubmit("choose", async () => {
  tell("problem");
  const answer = await ask("POST", "/api/password/choose", { token: tokenOfAddress(), password: input("password").value });
  if (answer.ok) return location.assign("/aujourdhui");
  tell("problem", sentenceFor(answer, REASONS));
  input("password").focus();
});

guardFragment();
if (!tokenOfAddress()) tell("problem", t("password.expired"));
setPageState("ready");
