// Signing in, for those who lead, equip or coordinate. Residents never come here.
import { t } from "../text.js";
import { ask, input, onSubmit, sentenceFor, tell } from "./desk.js";
import { setPageState } from "./page.js";

const FIRST_PAGE = "/aujourdhui";

/** Where one was going: an address of this server, nothing else. */
function next() {
  const wanted = new URLSearchParams(location.search).get("suite") ?? "";
  return /^\/(?![/\\])/.test(wanted) ? wanted : FIRST_PAGE;
}

onSubmit("sign-in", async () => {
  tell("problem");
  const [email, password] = [input("email"), input("password")];
  const empty = [email, password].find((field) => !field.value.trim());
  if (empty) {
    tell("problem", t("login.missing"));
    return empty.focus();
  }
  const answer = await ask("POST", "/api/sign-in", { email: email.value.trim(), password: password.value });
  if (answer.ok) return location.assign(next());
  tell("problem", sentenceFor(answer, { credentials: "login.wrong", wait: "login.wait", invalid: "login.wrong" }));
  password.focus();
});
setPageState("ready");
