// The page of the person who leads: the door, who waits, who is there, what home sees, the tools.
import { alert, announce } from "../components/announcer.js";
import { CameraSwitcher } from "../components/camera-switcher.js";
import { knock } from "../components/chime.js";
import { confirm } from "../components/confirm.js";
import { byId, el, setText } from "../components/dom.js";
import { keepFocus } from "../components/kept-focus.js";
import { NoticeView } from "../components/notice.js";
import { PeopleList } from "../components/people-list.js";
import { PhraseBoard } from "../components/phrase.js";
import "../components/video-stage.js";
import { RoomClient } from "../protocol/room-client.js";
import { groupedCode, language, t, tn } from "../text.js";
import { LeadCare } from "./lead-care.js";
import { LeadPeople } from "./lead-people.js";
import { LeadRoom } from "./lead-room.js";
import { leadToken } from "./lead-token.js";
import { LeadTools } from "./lead-tools.js";
import { linkNotice, refusedNotice } from "./notices.js";
import { authorizedFetch, guardFragment, setPageState, stillLoader, webSocketUrl } from "./page.js";
import { openRoomScreen } from "./room-screen.js";
import { keepAwake } from "./wake-lock.js";

/** @typedef {import("../protocol/messages").ServerMessage} ServerMessage */
/** @typedef {import("../protocol/messages").Session} Session */
/** @typedef {import("../protocol/room-client.js").RoomState} RoomState */

/** What the server may say to an act that has a sentence of its own. */
const REASONS = new Set(["busy", "agreement", "aside", "rate"]);

class LeadPage {
  #token;
  #board = new PhraseBoard(byId("phrases"));
  #waiting = /** @type {PeopleList} */ (byId("waiting-list"));
  #client;
  #people;
  #room;
  #tools;
  #care;
  /** @type {Session | null} */ #known = null;
  /** Lets the screen go to sleep again: hands are in the dough while it lies there. @type {(() => void) | null} */
  #sleep = null;

  /** @param {string} token */
  constructor(token) {
    this.#token = token;
    this.#client = new RoomClient({
      url: webSocketUrl(), token, device: "page", language,
      onState: (state, reason) => this.#changed(state, reason),
      onRoster: (message) => this.#received(message),
      onTracks: () => this.#update(),
      onError: (reason) => this.#board.show("error", {
        icon: "att", tone: "problem", sentence: t(REASONS.has(reason) ? `lead.refused.${reason}` : "lead.refused.other"),
      }),
    });
    this.#people = new LeadPeople(this.#client);
    this.#room = new LeadRoom(this.#client, this.#board, () => this.#update());
    this.#tools = new LeadTools(this.#client, this.#board);
    this.#care = new LeadCare(this.#client);
  }

  async start() {
    guardFragment();
    keepFocus(byId("lead"));
    addEventListener("online", () => this.#client.networkChanged());
    /** @type {CameraSwitcher} */ (byId("cameras")).loadStill = stillLoader(this.#token);
    this.#waiting.addEventListener("admit", (event) => this.#client.send({ type: "admit", person: /** @type {CustomEvent} */ (event).detail }));
    byId("admit-all").onclick = () => this.#client.send({ type: "admit", everyone: true });
    byId("open").onclick = () => this.#client.send({ type: "session.open" });
    byId("end").onclick = () => void this.#end();
    byId("tool-room-screen").onclick = () => void this.#openScreen();
    if (!location.hash) this.#linkToday();
    const response = await authorizedFetch("/api/session", this.#token).catch(() => null);
    if (!this.#token || response?.status === 401 || response?.status === 403) return this.#refuse("token");
    if (response?.ok) this.#known = (await response.json()).session;
    this.#client.enter();
  }

  /** Whoever is signed in came from the sessions of today, and goes back there. */
  #linkToday() {
    const link = byId("today");
    link.setAttribute("href", "/aujourdhui");
    link.setAttribute("aria-label", t("desk.today"));
    link.removeAttribute("role");
  }

  /** @param {RoomState} state @param {string} reason */
  #changed(state, reason) {
    byId("cut").hidden = state !== "cut";
    if (state === "refused" && reason !== "ended") return this.#refuse(reason);
    if (state === "cut") {
      this.#room.cut();
      alert(t("net.cut"));
    }
    if (state === "ended") this.#tools.end();
    setPageState(state === "refused" ? "ended" : state);
    this.#update();
  }

  /** @param {string} reason */
  #refuse(reason) {
    const notice = reason === "token" ? { ...linkNotice(), sentence: t("link.lead"), action: undefined } : refusedNotice(reason, this.#known, () => location.reload());
    byId("lead").hidden = true;
    byId("notice").hidden = false;
    setPageState("refused");
    /** @type {NoticeView} */ (byId("notice").querySelector("notice-view")).show(notice);
  }

  /** @param {ServerMessage} message */
  #received(message) {
    // What comes every second has nothing to do with what was refused.
    if (message.type !== "recording.state") this.#board.clear("error");
    if (message.type === "person" && message.person.presence === "waiting" && !this.#waiting.querySelector(`[data-person="${CSS.escape(message.person.id)}"]`)) {
      knock();
    }
    this.#tools.received(message);
    this.#care.received(message);
    this.#update();
  }

  #update() {
    const session = this.#client.roster.session ?? this.#known;
    byId("content").hidden = !session;
    if (!session) return;
    this.#describe(session);
    this.#showWaiting(session);
    this.#people.update();
    this.#showCode(session);
    this.#room.update(session);
    this.#tools.update();
    this.#care.update();
  }

  /** @param {Session} session */
  #describe(session) {
    const state = this.#client.state === "ended" ? "ended" : session.state;
    setText(byId("title"), session.title);
    this.#stayAwake(state === "open");
    setText(byId("state-sentence"), [t(`lead.state.${state}`), session.room.name].join(" · "));
    document.documentElement.dataset.session = state;
    byId("end").hidden = state !== "open";
    byId("closed").hidden = state === "open";
    byId("open").hidden = this.#client.state === "ended";
    setText(byId("open"), t(state === "ended" ? "lead.open.again" : "lead.open"));
    setText(byId("closed-title"), t(state === "ended" ? "lead.ended" : "lead.closed"));
    setText(byId("closed-note"), t(state === "ended" ? "lead.ended.note" : "lead.closed.note"));
  }

  /** @param {boolean} needed */
  #stayAwake(needed) {
    if (needed) return void (this.#sleep ??= keepAwake());
    this.#sleep?.();
    this.#sleep = null;
  }

  /** @param {Session} session */
  #showWaiting(session) {
    const waiting = this.#client.roster.waiting();
    const title = waiting.length ? tn("lead.waiting", waiting.length) : t("lead.waiting.none");
    if (waiting.length && title !== byId("waiting-title").textContent) announce(title);
    setText(byId("waiting-title"), title);
    // Where the page is behind another one, or the kitchen too loud for a soft sound.
    document.title = `${waiting.length ? title : t("lead.page")} · ${session.title} · ${t("app.name")}`;
    byId("waiting").hidden = waiting.length === 0;
    byId("admit-all").hidden = waiting.length < 2;
    // One filled button per screen: opening comes first.
    byId("admit-all").classList.toggle("bt-1", byId("closed").hidden);
    this.#waiting.update(waiting.map((person) => ({ id: person.id, name: person.name, detail: t("lead.waiting.person"), speaking: false, picture: null })));
  }

  /** While nobody is at home, how to come in is the largest thing of the list. @param {Session} session */
  #showCode(session) {
    const alone = this.#client.roster.homes().length === 0;
    const code = session.state === "ended" ? "" : (session.code ?? "");
    byId("nobody").hidden = !alone;
    byId("code").hidden = !code;
    byId("code").classList.toggle("fort", alone);
    const digits = el("b", {}, groupedCode(code));
    byId("code").replaceChildren(...(alone ? [digits] : [t("lead.code", { code: "" }), digits]));
    void this.#showPattern(alone && code ? `${location.origin}/#${code.replace(/\D/g, "")}` : "");
  }

  /** The pattern to photograph; its drawing is fetched when somebody is waited for.
   * @param {string} address */
  async #showPattern(address) {
    if (!address && !byId("qr").childElementCount) return;
    const { QrCode } = await import("../components/qr-code.js");
    const qr = byId("qr");
    if (qr instanceof QrCode) qr.text = address;
  }

  async #openScreen() {
    const slug = (this.#client.roster.session ?? this.#known)?.room.slug ?? "";
    const opened = await openRoomScreen(async () => {
      const response = await authorizedFetch(`/api/rooms/${slug}/screen`, this.#token, "POST").catch(() => null);
      return response?.ok ? (await response.json()).url : "";
    });
    if (!opened) this.#board.show("error", { icon: "att", tone: "problem", sentence: t("lead.refused.other") });
  }

  async #end() {
    const homes = this.#client.roster.homes().length;
    const note = homes ? tn("lead.end.note", homes) : t("lead.end.note.none");
    if (await confirm({ title: t("lead.end.title"), note, yes: t("lead.end.do"), no: t("lead.end.stay") })) this.#client.send({ type: "session.close" });
  }
}

void new LeadPage(await leadToken()).start();
