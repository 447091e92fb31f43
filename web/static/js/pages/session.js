// The page of a person at home: join, then live, without a reload.
import { alert, announce } from "../components/announcer.js";
import "../components/display-choices.js";
import { byId } from "../components/dom.js";
import { NoticeView } from "../components/notice.js";
import { RoomClient } from "../protocol/room-client.js";
import { language, phoneText, speakTo, t } from "../text.js";
import { JoinView } from "./join-view.js";
import { LiveView } from "./live-view.js";
import { clientName, keepPlace, keptPlace } from "./memory.js";
import { endedNotice, leftNotice, linkNotice, refusedNotice, removedNotice, replacedNotice, waitingNotice } from "./notices.js";
import { authorizedFetch, guardFragment, setPageState, stillLoader, tokenOfAddress, webSocketUrl } from "./page.js";
import { keepAwake } from "./wake-lock.js";

/** @typedef {import("../components/notice.js").Notice} Notice */
/** @typedef {import("../protocol/room-client.js").RoomState} RoomState */
/** @typedef {import("../protocol/messages").Session} Session */
/** @typedef {import("../protocol/room-client.js").Manner} Manner */
/** @typedef {"join" | "live" | "notice"} View */

const RETRY_CLOSED_DOOR_MS = 20_000;
const LONG_CUT_MS = 30_000;

/** Pressing again would not bring in faster. @type {ReadonlySet<RoomState>} */
const UNDER_WAY = new Set(["entering", "cut", "waiting", "live"]);

class SessionPage {
  #token = tokenOfAddress();
  /** @type {Session | null} */ #session = null;
  #name = "";
  /** @type {Manner} */ #manner = {};
  /** Brings back to the place held. @type {string | undefined} */ #resume;
  /** Who ended one's participation. */ #removedBy = "";
  /** @type {RoomClient | null} */ #client = null;
  /** @type {LiveView | null} */ #live = null;
  #join = new JoinView((name, manner) => this.#enter(name, manner));
  /** One's microphone, tried while one waits. @type {Promise<import("./microphone-trial.js").MicrophoneTrial> | null} */
  #trial = null;
  /** @type {RoomState} */ #state = "left";
  /** @type {View} */ #view = "join";
  /** Lets the screen go to sleep again. @type {(() => void) | null} */ #sleep = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #timer;

  async start() {
    guardFragment();
    addEventListener("online", () => this.#client?.networkChanged());
    addEventListener("pageshow", (event) => event.persisted && location.reload());
    this.#confirmLeaving();
    this.#comeBack();
    const known = await this.#load();
    if (this.#client) return;
    if (known === "refused") this.#tell(linkNotice(), "refused");
    else if (this.#session?.state === "ended") this.#tell(endedNotice(), "ended");
    else setPageState("join");
  }

  /** A page loaded again is where it was. Leaving is not said when the page goes: the server keeps
   * the place for some seconds before the others notice. */
  #comeBack() {
    const place = this.#token ? keptPlace() : null;
    if (!place) return;
    this.#resume = place.resume;
    this.#enter(place.name, place.manner);
  }

  /** What this workshop is. Without it (a weak line) the name and Entrer still work. */
  async #load() {
    const response = await authorizedFetch("/api/session", this.#token).catch(() => null);
    if (response?.status === 401 || response?.status === 403 || response?.status === 404 || !this.#token) return "refused";
    if (!response?.ok) return "unknown";
    const { session, people, profile } = await response.json();
    this.#session ??= session;
    if (this.#view === "join") this.#join.describe(session, people, profile ?? null);
    return "known";
  }

  /** @param {string} name @param {Manner} manner */
  #enter(name, manner) {
    if (UNDER_WAY.has(this.#state)) return;
    clearTimeout(this.#timer);
    this.#name = name;
    this.#manner = manner;
    void speakTo(manner.minor ?? false).then(() => this.#live?.describe());
    const client = new RoomClient({
      url: webSocketUrl(), token: this.#token, name, manner, device: "page", language,
      browser: clientName(), resume: this.#resume,
      onState: (state, reason) => this.#changed(state, reason),
      onPlace: (place, now) => {
        this.#resume = place;
        this.#manner = now;
        keepPlace({ name, manner: now, resume: place });
      },
      onRemoved: (by) => (this.#removedBy = by),
      onRoster: (message) => this.#live?.changed(message),
      onError: (reason, about) => this.#live?.refused(reason, about),
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
    this.#endTrial();
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
    const again = () => this.#enter(this.#name, this.#manner);
    if (state === "waiting") {
      const notice = waitingNotice(/** @type {"closed" | "lobby" | "locked"} */ (reason), session);
      this.#tell(notice, "waiting");
      return void this.#offerTrial();
    }
    this.#endTrial();
    this.#live?.end();
    this.#sleep?.();
    this.#sleep = null;
    if (reason === "replaced") return this.#tell(replacedNotice(again), "replaced");
    keepPlace(null);
    this.#resume = undefined;
    if (state === "ended") this.#tell(endedNotice(), "ended");
    else if (state === "removed" || reason === "removed") this.#tell(removedNotice(session, this.#removedBy), "removed");
    else if (state === "left") this.#tell(leftNotice(again), "left");
    else this.#tell(refusedNotice(reason, session, again), reason === "locked" || reason === "full" || reason === "ended" ? reason : "refused");
    if (reason === "locked" || reason === "full") this.#timer = setTimeout(again, RETRY_CLOSED_DOOR_MS);
  }

  async #offerTrial() {
    this.#trial ??= import("./microphone-trial.js").then(({ MicrophoneTrial }) => new MicrophoneTrial(() => phoneText(this.#session?.centre.phone)));
    const trial = await this.#trial.catch(() => (this.#trial = null)); // Waiting goes on without it.
    if (trial && this.#state === "waiting") byId("notice").querySelector("notice-view > div")?.append(trial.element);
  }

  #endTrial() {
    void this.#trial?.then((trial) => trial?.stop());
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
    for (const id of ["join", "live"]) byId(`skip-${id}`).hidden = id !== view;
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
