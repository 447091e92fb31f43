// Another microphone, when the one in use hears nothing. Loaded when it is first needed.
import { addSentences, t } from "../text.js";

await addSentences("care");

/** @typedef {import("../components/phrase.js").PhraseBoard} PhraseBoard */

const SUBJECT = "choice";
/** Other names of devices that are listed too. */
const ALIASES = new Set(["default", "communications"]);

/** @param {PhraseBoard} board @param {(deviceId: string) => void} onChoose */
export async function chooseMicrophone(board, onChoose) {
  const devices = await navigator.mediaDevices.enumerateDevices().catch(() => []);
  const microphones = devices.filter((device) => device.kind === "audioinput" && device.deviceId && !ALIASES.has(device.deviceId));
  const close = { label: t("phrase.close"), do: () => board.clear(SUBJECT) };
  const choices = microphones.map((device, index) => ({
    label: device.label || t("mic.number", { n: index + 1 }), icon: "mic",
    do: () => {
      board.clear(SUBJECT);
      onChoose(device.deviceId);
    },
  }));
  const sentence = t(choices.length > 1 ? "mic.choose" : "mic.only");
  const shown = board.show(SUBJECT, { icon: "mic", tone: "info", sentence, actions: choices.length > 1 ? [...choices, close] : [close] });
  shown.querySelector("button")?.focus();
}
