// The page of the person who leads: the door, who waits, who is there, what home sees.
import { alert, announce } from "../components/announcer.js";
import { CameraSwitcher } from "../components/camera-switcher.js";
import { chime } from "../components/chime.js";
import { byId, el, setText } from "../components/dom.js";
import { MicGauge } from "../components/mic-gauge.js";
import { NoticeView } from "../components/notice.js";
import { PeopleList } from "../components/people-list.js";
import { PhraseBoard } from "../components/phrase.js";
import { RoomPicture } from "../components/room-picture.js";
import "../components/video-stage.js";
import { chooseWatch } from "../protocol/watch.js";
import { RoomClient } from "../protocol/room-client.js";
import { groupedCode, language, t, tn } from "../text.js";
import { linkNotice, refusedNotice } from "./notices.js";
import { authorizedFetch, guardFragment, setPageState, stillLoader, tokenOfAddress, webSocketUrl } from "./page.js";

/** @typedef {import("../protocol/messages").Person} Person */
/** @typedef {import("../protocol/messages").ServerMessage} ServerMessage */
/** @typedef {import("../protocol/messages").Session} Session */
/** @typedef {import("../protocol/room-client.js").RoomState} RoomState */

const HEARD_DBOV = -50;
const GAUGE_FLOOR_DB = -Infinity;

class LeadPage {
  #token = tokenOfAddress();
  #board = new PhraseBoard(byId("phrases"));
  #waiting = /** @type {PeopleList} */ (byId("waiting-list"));
  #homes = /** @type {PeopleList} */ (byId("home-list"));
  #gauge = /** @type {MicGauge} */ (byId("gauge"));
  #picture = new RoomPicture(byId("stage"), byId("cameras"), () => this.#update());
  #client = new RoomClient({
    url: webSocketUrl(), token: this.#token, device: "page", language,
    onState: (state, reason) => this.#changed(state, reason),
    onRoster: (message) => this.#received(message),
    onTracks: () => this.#update(),
    onError: (reason) => this.#board.show("error", {
      icon: "att", tone: "problem", sentence: t(reason === "busy" ? "lead.busy" : "lead.refused"),
    }),
  });
  /** @type {Session | null} */ #known = null;

  async start() {
    guardFragment();
    addEventListener("online", () => this.#client.networkChanged());
    /** @type {CameraSwitcher} */ (byId("cameras")).loadStill = stillLoader(this.#token);
    this.#waiting.addEventListener("admit", (event) => this.#client.send({ type: "admit", person: /** @type {CustomEvent} */ (event).detail }));
    byId("admit-all").onclick = () => this.#client.send({ type: "admit", everyone: true });
    byId("open").onclick = () => this.#client.send({ type: "session.open" });
    this.#confirmEnding();
    const response = await authorizedFetch("/api/session", this.#token).catch(() => null);
    if (!this.#token || response?.status === 401 || response?.status === 403) return this.#refuse("token");
    if (response?.ok) this.#known = (await response.json()).session;
    this.#client.enter();
  }

  /** @param {RoomState} state @param {string} reason */
  #changed(state, reason) {
    byId("cut").hidden = state !== "cut";
    if (state === "refused" && reason !== "ended") return this.#refuse(reason);
    if (state === "cut") {
      this.#picture.freeze("cut");
      alert(t("net.cut"));
    }
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
    this.#board.clear("error");
    if (message.type === "person" && message.person.presence === "waiting" && !this.#waiting.querySelector(`[data-person="${CSS.escape(message.person.id)}"]`)) {
      chime();
    }
    this.#update();
  }

  #session() {
    return this.#client.roster.session ?? this.#known;
  }

  #update() {
    const session = this.#session();
    byId("content").hidden = !session;
    if (!session) return;
    this.#describe(session);
    this.#showWaiting();
    this.#showHomes(session);
    this.#picture.update(this.#client);
    this.#showRoom(session);
    this.#watch();
  }

  /** @param {Session} session */
  #describe(session) {
    const state = this.#client.state === "ended" ? "ended" : session.state;
    setText(byId("title"), session.title);
    document.title = `${t("lead.page")} · ${session.title} · ${t("app.name")}`;
    setText(byId("state-sentence"), [t(`lead.state.${state}`), session.room.name].join(" · "));
    document.documentElement.dataset.session = state;
    byId("end").hidden = state !== "open";
    byId("closed").hidden = state === "open";
    byId("open").hidden = this.#client.state === "ended";
    setText(byId("open"), t(state === "ended" ? "lead.open.again" : "lead.open"));
    setText(byId("closed-title"), t(state === "ended" ? "lead.ended" : "lead.closed"));
    setText(byId("closed-note"), t(state === "ended" ? "lead.ended.note" : "lead.closed.note"));
  }

  #showWaiting() {
    const waiting = this.#client.roster.waiting();
    const title = waiting.length ? tn("lead.waiting", waiting.length) : t("lead.waiting.none");
    if (waiting.length && title !== byId("waiting-title").textContent) announce(title);
    setText(byId("waiting-title"), title);
    byId("waiting").hidden = waiting.length === 0;
    byId("admit-all").hidden = waiting.length < 2;
    // One filled button per screen: opening comes first.
    byId("admit-all").classList.toggle("bt-1", byId("closed").hidden);
    this.#waiting.update(waiting.map((person) => ({ id: person.id, name: person.name, detail: t("lead.waiting.person"), speaking: false, picture: null })));
  }

  /** @param {Session} session */
  #showHomes(session) {
    const homes = this.#client.roster.homes();
    setText(byId("home-count"), tn("people.count", homes.length));
    byId("nobody").hidden = homes.length > 0;
    this.#homes.update(homes.map((person) => this.#listed(person)));
    const code = byId("code");
    code.hidden = !session.code || session.state === "ended";
    code.classList.toggle("fort", homes.length === 0);
    const digits = el("b", {}, groupedCode(session.code ?? ""));
    if (homes.length === 0) code.replaceChildren(digits);
    else code.replaceChildren(t("lead.code", { code: "" }), digits);
  }

  /** @param {Person} person */
  #listed(person) {
    const { roster, tracks } = this.#client;
    const speaking = roster.speaking.has(person.id);
    const sound = t(speaking ? "live.speaks" : person.microphone ? "live.mic.on" : "live.mic.off");
    const picture = tracks.find((track) => track.kind === "video" && !track.camera && track.person === person.id);
    return {
      id: person.id, name: person.name, speaking,
      detail: person.camera ? `${sound} · ${t("lead.person.camera")}` : sound,
      picture: person.camera ? (picture?.media ?? null) : null,
    };
  }

  /** What home sees and hears of the room. @param {Session} session */
  #showRoom(session) {
    const { roster } = this.#client;
    const onAir = session.state === "open" && roster.cameras.size > 0;
    setText(byId("on-air"), t(onAir ? "lead.seen.live" : "lead.seen.not"));
    byId("on-air").classList.toggle("past-ok", onAir);
    const microphone = roster.roomMicrophone();
    const level = roster.kit?.microphone?.level_dbov ?? (roster.roomSpeaks() ? -30 : GAUGE_FLOOR_DB);
    this.#gauge.level = microphone ? level : GAUGE_FLOOR_DB;
    setText(byId("heard"), t(`lead.room.${microphone === null ? "unknown" : !microphone ? "off" : level > HEARD_DBOV ? "heard" : "silent"}`));
    if (microphone === null && roster.cameras.size === 0 && this.#client.state === "live") {
      if (!byId("phrases").childElementCount) this.#board.show("kit", { icon: "att", tone: "problem", sentence: t("lead.kit.away") });
    } else {
      this.#board.clear("kit");
    }
  }

  #watch() {
    const { roster, tracks } = this.#client;
    if (!tracks.length) return;
    const people = roster.homes().filter((person) => person.camera).map((person) => person.id);
    this.#client.watch(chooseWatch(tracks, { cameras: this.#picture.watched, people }));
  }

  #confirmEnding() {
    const dialog = /** @type {HTMLDialogElement} */ (byId("end-dialog"));
    byId("end").onclick = () => {
      const homes = this.#client.roster.homes().length;
      setText(byId("end-note"), homes ? tn("lead.end.note", homes) : t("lead.end.note.none"));
      dialog.showModal();
    };
    dialog.onclose = () => {
      if (dialog.returnValue === "end") this.#client.send({ type: "session.close" });
      dialog.returnValue = "";
    };
  }
}

void new LeadPage().start();
