// The page of a person at home: join, then live, without a reload.
import { alert, announce } from "../components/announcer.js";
import { byId } from "../components/dom.js";
import { NoticeView } from "../components/notice.js";
import { RoomClient } from "../protocol/room-client.js";
import { language, phoneText, t } from "../text.js";
import { JoinView } from "./join-view.js";
import { LiveView } from "./live-view.js";
import { MicrophoneTrial } from "./microphone-trial.js";
import { endedNotice, leftNotice, linkNotice, refusedNotice, removedNotice, waitingNotice } from "./notices.js";
import { authorizedFetch, guardFragment, setPageState, stillLoader, tokenOfAddress, webSocketUrl } from "./page.js";
import { keepAwake } from "./wake-lock.js";

/** @typedef {import("../components/notice.js").Notice} Notice */
/** @typedef {import("../protocol/room-client.js").RoomState} RoomState */
/** @typedef {import("../protocol/messages").Session} Session */
/** @typedef {"join" | "live" | "notice"} View */

const RETRY_CLOSED_DOOR_MS = 20_000;
const LONG_CUT_MS = 30_000;

/** Pressing again would not bring in faster. @type {ReadonlySet<RoomState>} */
const UNDER_WAY = new Set(["entering", "cut", "waiting", "live"]);

class SessionPage {
  #token = tokenOfAddress();
  /** @type {Session | null} */ #session = null;
  #name = "";
  /** @type {RoomClient | null} */ #client = null;
  /** @type {LiveView | null} */ #live = null;
  #join = new JoinView((name) => this.#enter(name));
  #trial = new MicrophoneTrial(() => phoneText(this.#session?.centre.phone));
  /** @type {RoomState} */ #state = "left";
  /** @type {View} */ #view = "join";
  /** Lets the screen go to sleep again. @type {(() => void) | null} */ #sleep = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #timer;

  async start() {
    guardFragment();
    addEventListener("online", () => this.#client?.networkChanged());
    addEventListener("pagehide", () => this.#client?.send({ type: "leave" }));
    addEventListener("pageshow", (event) => event.persisted && location.reload());
    this.#confirmLeaving();
    const known = await this.#load();
    if (known === "refused") this.#tell(linkNotice(), "refused");
    else if (this.#session?.state === "ended") this.#tell(endedNotice(), "ended");
    else setPageState("join");
  }

  /** What this workshop is. Without it (a weak line) the name and Entrer still work. */
  async #load() {
    const response = await authorizedFetch("/api/session", this.#token).catch(() => null);
    if (response?.status === 401 || response?.status === 403 || response?.status === 404 || !this.#token) return "refused";
    if (!response?.ok) return "unknown";
    const { session, people } = await response.json();
    this.#session = session;
    this.#join.describe(session, people);
    return "known";
  }

  /** @param {string} name */
  #enter(name) {
    if (UNDER_WAY.has(this.#state)) return;
    clearTimeout(this.#timer);
    this.#name = name;
    const client = new RoomClient({
      url: webSocketUrl(), token: this.#token, name, device: "page", language,
      onState: (state, reason) => this.#changed(state, reason),
      onRoster: (message) => this.#live?.changed(message),
      onTracks: () => this.#live?.update(),
      onMedia: (flows) => {
        if (this.#live) this.#live.trouble = flows ? null : "blocked";
      },
    });
    this.#client = client;
    if (this.#live) this.#live.client = client;
    else this.#live = new LiveView(client, stillLoader(this.#token));
    this.#join.busy = true;
    this.#state = "entering";
    setPageState("entering");
    client.enter();
  }

  /** @param {RoomState} state @param {string} reason */
  #changed(state, reason) {
    const before = this.#state;
    this.#state = state;
    clearTimeout(this.#timer);
    this.#session = this.#client?.roster.session ?? this.#session;
    if (state === "live") this.#goLive(before);
    else if (state === "cut") this.#cut();
    else this.#leaveLive(state, reason);
  }

  /** @param {RoomState} before */
  #goLive(before) {
    this.#trial.stop();
    this.#join.busy = false;
    this.#join.problem = "";
    const returning = this.#view === "live";
    this.#show("live");
    setPageState("live");
    if (this.#live) {
      this.#live.trouble = null;
      this.#live.update();
      if (returning && before === "cut") this.#live.note(t("net.back"));
    }
    if (returning) return;
    this.#sleep ??= keepAwake();
    byId("live-title").focus({ preventScroll: true });
    if (before === "waiting") announce(t("wait.admitted"));
  }

  #cut() {
    setPageState("cut");
    if (this.#view !== "live") {
      this.#join.problem = t("net.cut");
      return;
    }
    this.#live?.cut();
    alert(t("net.cut"));
    this.#timer = setTimeout(() => {
      if (this.#live) this.#live.trouble = "long";
    }, LONG_CUT_MS);
  }

  /** @param {RoomState} state @param {string} reason */
  #leaveLive(state, reason) {
    const session = this.#session;
    const again = () => this.#enter(this.#name);
    if (state === "waiting") {
      const notice = waitingNotice(/** @type {"closed" | "lobby"} */ (reason), session);
      return this.#tell({ ...notice, more: this.#trial.element }, "waiting");
    }
    this.#trial.stop();
    this.#live?.end();
    this.#sleep?.();
    this.#sleep = null;
    if (state === "ended") this.#tell(endedNotice(), "ended");
    else if (state === "removed") this.#tell(removedNotice(session), "removed");
    else if (state === "left") this.#tell(leftNotice(again), "left");
    else this.#tell(refusedNotice(reason, session, again), reason === "locked" || reason === "full" || reason === "ended" ? reason : "refused");
    if (reason === "locked" || reason === "full") this.#timer = setTimeout(again, RETRY_CLOSED_DOOR_MS);
  }

  /** @param {Notice} notice @param {string} state */
  #tell(notice, state) {
    this.#join.busy = false;
    this.#show("notice");
    setPageState(state);
    document.title = `${notice.title} · ${t("app.name")}`;
    /** @type {NoticeView} */ (byId("notice").querySelector("notice-view")).show(notice);
    if (state === "ended" || state === "removed") alert(`${notice.title}. ${notice.sentence}`);
  }

  /** @param {View} view */
  #show(view) {
    if (view !== this.#view) scrollTo(0, 0);
    this.#view = view;
    for (const id of ["join", "live", "notice"]) byId(id).hidden = id !== view;
  }

  #confirmLeaving() {
    const dialog = /** @type {HTMLDialogElement} */ (byId("leave-dialog"));
    byId("leave").onclick = () => dialog.showModal();
    dialog.onclose = () => {
      if (dialog.returnValue === "leave") this.#client?.leave();
      dialog.returnValue = "";
    };
  }
}

void new SessionPage().start();
