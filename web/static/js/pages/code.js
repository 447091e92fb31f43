// The page whose address can be said on the phone: nine digits, then the workshop.
import { byId, setText } from "../components/dom.js";
import { groupedCode, t, tn } from "../text.js";

const DIGITS = 9;
const PAUSE_MS = 1200;

class CodePage {
  #field = /** @type {HTMLInputElement} */ (byId("code"));
  #remaining = byId("remaining");
  #problem = byId("problem");
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #pause;
  #busy = false;

  start() {
    this.#field.oninput = () => this.#typed();
    byId("form").onsubmit = (event) => {
      event.preventDefault();
      void this.#submit();
    };
    this.#fromAddress();
    addEventListener("hashchange", () => this.#fromAddress());
    document.documentElement.dataset.state = "ready";
  }

  /** The pattern on the room's screen leads here with the code in the fragment. */
  #fromAddress() {
    const digits = digitsOf(location.hash);
    if (digits.length !== DIGITS) return;
    history.replaceState(null, "", location.pathname);
    this.#field.value = digits;
    this.#typed();
  }

  #typed() {
    const digits = digitsOf(this.#field.value).slice(0, DIGITS);
    this.#regroup(digits);
    this.#problem.hidden = true;
    clearTimeout(this.#pause);
    if (digits.length === DIGITS) return void this.#submit();
    // On a pause only: a screen reader is not to count every key.
    this.#pause = setTimeout(() => {
      setText(this.#remaining, digits ? tn("join.code.left", DIGITS - digits.length) : t("join.code.format"));
    }, PAUSE_MS);
  }

  /** Spaces are ours; the cursor stays behind the digit it was behind.
   * @param {string} digits */
  #regroup(digits) {
    const before = digitsOf(this.#field.value.slice(0, this.#field.selectionStart ?? 0)).length;
    const text = groupedCode(digits);
    if (text === this.#field.value) return;
    this.#field.value = text;
    const cursor = before + Math.floor(Math.max(0, before - 1) / 3);
    this.#field.setSelectionRange(cursor, cursor);
  }

  async #submit() {
    const code = digitsOf(this.#field.value);
    if (this.#busy) return;
    if (code.length < DIGITS) {
      setText(this.#remaining, tn("join.code.left", DIGITS - code.length));
      return this.#field.focus();
    }
    this.#busy = true;
    setText(this.#remaining, t("join.code.checking"));
    const problem = await open(code);
    this.#busy = false;
    setText(this.#remaining, t("join.code.format"));
    if (!problem) return;
    this.#problem.querySelector("span")?.replaceChildren(t(problem));
    this.#problem.hidden = false;
    this.#field.focus();
  }
}

/** Goes to the workshop, or tells why not: the key of a sentence.
 * @param {string} code */
async function open(code) {
  try {
    const response = await fetch("/api/code", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ code }),
    });
    if (response.status === 429) return "join.code.wait";
    if (!response.ok) return "join.code.unknown";
    location.assign((await response.json()).url);
    return null;
  } catch {
    return "join.code.offline";
  }
}

/** @param {string} text */
function digitsOf(text) {
  return text.replace(/\D/g, "");
}

new CodePage().start();
