// What helps a person take part: whoever leads helps, two step aside, a device that stands in the room.
import { byId } from "../components/dom.js";
import { t } from "../text.js";
import { SituationBanner } from "./banners.js";

/** @typedef {import("../protocol/room-client.js").RoomClient} RoomClient */
/** @typedef {import("../protocol/messages").ServerMessage} ServerMessage */
/** @typedef {import("../protocol/messages").DeviceStatus} DeviceStatus */
/** @typedef {import("../components/phrase.js").PhraseBoard} PhraseBoard */

/**
 * @typedef {object} CareOptions
 * @property {() => RoomClient} client
 * @property {PhraseBoard} board
 * @property {() => string} host the name of whoever leads
 * @property {() => Omit<DeviceStatus, "browser">} status of this device
 * @property {() => void} onBack one is back with everybody, one's microphone off
 */

export class Care {
  /** Somebody with whom one stepped aside. @type {{name: string | null} | null} */ #aside = null;
  /** @type {Promise<import("./help.js").Help> | null} */ #help = null;
  #situation;

  /** @param {CareOptions} options */
  constructor(options) {
    this.options = options;
    this.#situation = new SituationBanner((message) => options.client().send(message), (on) => options.client().beCompanion(on));
    for (const button of document.querySelectorAll("#live .aider")) {
      /** @type {HTMLElement} */ (button).onclick = () => void this.#open().then((help) => help.ask(options.host()));
    }
  }

  /** On each new connection. */
  begin() {
    this.#aside = null;
    void this.#help?.then((help) => help.again());
  }

  /** @param {ServerMessage} message */
  received(message) {
    if (message.type === "same_room") this.#warnSameRoom(message.with, message.person);
    else if (message.type === "side") this.#stepAside(message.person === null ? null : message);
    else if (message.type === "help.offer") void this.#open().then((help) => help.offered(message.by));
    else if (message.type === "help.instruction") void this.#open().then((help) => help.instructed(message));
  }

  /** @param {boolean} companion */
  update(companion) {
    this.#situation.update(this.options.client().roster, { side: this.#aside, companion });
  }

  /** @param {{name: string | null} | null} other */
  #stepAside(other) {
    if (this.#aside && !other) this.options.onBack();
    this.#aside = other;
  }

  /** @param {string | null} name @param {string | null} person null: no longer so */
  #warnSameRoom(name, person) {
    const { board, client } = this.options;
    if (!name || !person) return board.clear("same-room");
    const answer = (/** @type {() => void} */ act) => () => {
      board.clear("same-room");
      act();
    };
    const room = client().roster.people.get(person)?.role === "kit";
    board.show("same-room", {
      title: room ? t("room.same.title.room") : t("room.same.title", { name }),
      icon: "echo", tone: "warning", sentence: t("room.same"),
      actions: [
        { label: t("room.same.yes"), icon: "sonx", do: answer(() => client().beCompanion(true)) },
        { label: t("room.same.no"), do: answer(() => client().send({ type: "same_room.no", person })) },
      ],
    });
  }

  #open() {
    const { client, board, status } = this.options;
    this.#help ??= import("./help.js").then(({ Help }) => new Help({ client, board, status, place: byId("phrases") }));
    this.#help.catch(() => (this.#help = null)); // Fetched again at the next press.
    return this.#help;
  }
}
