// A sheet for the centre's wall: a square that opens the film.
import { byId, setText } from "../components/dom.js";
import { QrCode } from "../components/qr-code.js";
import { t } from "../text.js";
import { guardFragment, setPageState } from "./page.js";
import { replayOfAddress, request, showKey } from "./replay-server.js";

async function start() {
  guardFragment();
  const id = replayOfAddress();
  await showKey(id);
  const { ok, status, body } = await request("GET", `/api/replays/${encodeURIComponent(id)}`);
  if (!ok) {
    byId("problem").hidden = false;
    setText(byId("problem"), t(status === 404 ? "replay.gone" : "replay.offline"));
    return setPageState("gone");
  }
  const { title, by, centre, link } = body.replay;
  document.title = `${title} · ${t("app.name")}`;
  setText(byId("title"), title);
  setText(byId("by"), by);
  setText(byId("centre"), centre);
  setText(byId("address"), link.replace(/^https?:\/\//, ""));
  /** @type {QrCode} */ (byId("qr")).text = link;
  byId("poster").hidden = byId("print").hidden = false;
  byId("print").onclick = () => print();
  setPageState("ready");
}

void start();
