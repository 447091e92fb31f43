// The sheet of a room: what to press, and how to say that something is wrong.
import { byId, setText } from "../components/dom.js";
import { QrCode } from "../components/qr-code.js";
import { phoneText, t } from "../text.js";
import { ask, sentenceFor, startDesk, tell } from "./desk.js";

/** The room's main camera; see rooms/cameras.py. */
const MAIN = "salle";

async function start() {
  byId("print").onclick = () => print();
  await startDesk();
  const id = location.pathname.split("/").at(-1) ?? "";
  const { ok, body, status } = await ask("GET", `/api/kits/${id}`);
  if (!ok) return tell("problem", sentenceFor({ ok, body, status }, {}));
  setText(byId("room"), body.room.name);
  setText(byId("centre"), body.centre.name);
  /** @type {HTMLAnchorElement} */ (byId("back")).hash = id;
  const qr = byId("qr");
  if (qr instanceof QrCode) qr.text = `${location.origin}/signaler/${body.fault_code}`;
  if (body.centre.phone) setText(byId("phone"), t("sheet.phone", { phone: phoneText(body.centre.phone) }));
  const camera = body.cameras.find((/** @type {any} */ one) => one.role === MAIN && one.still) ?? body.cameras.find((/** @type {any} */ one) => one.still);
  if (!camera || body.blurred) return;
  const photo = /** @type {HTMLImageElement} */ (byId("photo"));
  photo.src = `/api/kits/${id}/thumbnails/${camera.role}`;
  photo.hidden = false;
}

void start();
