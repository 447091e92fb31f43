// What a session shares besides people and cameras: what is written, the question, the timer, the
// picture shown to all, the door, the resources, the recording. Pure: no clock, no page.

/** @typedef {import("./messages").ServerMessage} ServerMessage */
/** @typedef {import("./messages").SharedFields} SharedFields */

const CHAT_KEPT = 200;

export class SharedState {
  /** Ids of those whose hand is up, the first one first. @type {string[]} */ hands = [];
  /** @type {import("./messages").Chat[]} */ chat = [];
  /** @type {import("./messages").Timer | null} */ timer = null;
  /** @type {import("./messages").Poll | null} */ poll = null;
  /** @type {import("./messages").Spotlight | null} */ spotlight = null;
  locked = false;
  /** @type {import("./messages").Resource[]} */ resources = [];
  /** The resource everybody is shown. @type {string | null} */ shown = null;
  /** @type {import("./messages").Recording | null} */ recording = null;
  /** One's own answer. @type {SharedFields["consent"]} */ consent = null;
  /** @type {import("./messages").Profile | null} */ profile = null;

  /** @returns {boolean} whether anything shown may have changed
   * @param {ServerMessage} message */
  apply(message) {
    switch (message.type) {
      case "welcome":
        this.#welcome(message);
        return true;
      case "hands":
        this.hands = message.hands;
        return true;
      case "chat": {
        const { type: _, ...chat } = message;
        if (this.chat.some((known) => known.id === chat.id)) return false;
        this.chat = [...this.chat, chat].slice(-CHAT_KEPT);
        return true;
      }
      case "chat.gone":
        this.chat = this.chat.filter((chat) => chat.id !== message.id);
        return true;
      case "timer":
        this.timer = message.timer;
        return true;
      case "poll":
        this.poll = message.poll;
        return true;
      case "spotlight":
        this.spotlight = message.spotlight;
        return true;
      case "locked":
        this.locked = message.on;
        return true;
      case "resource":
        this.shown = message.shown;
        return true;
      case "resources":
        this.resources = message.resources;
        return true;
      case "recording":
        this.recording = message.recording;
        return true;
      case "consent":
        this.consent = { answer: message.answer, at: message.at, parent: message.parent };
        return true;
      case "reaction":
      case "recording.state":
      case "side":
      case "muted":
      case "screen.taken":
      case "help.offer":
      case "help.instruction":
      case "help.done":
      case "help.status":
      case "howling":
      case "attendance":
      case "same_room":
        return true; // Told to the page, kept by nobody.
      default:
        return false;
    }
  }

  /** The resource everybody is shown, if it is still in the list. */
  shownResource() {
    return this.resources.find((resource) => resource.id === this.shown) ?? null;
  }

  /** An older server says nothing of these. @param {Partial<SharedFields>} fields */
  #welcome(fields) {
    this.hands = fields.hands ?? [];
    this.chat = fields.chat ?? [];
    this.timer = fields.timer ?? null;
    this.poll = fields.poll ?? null;
    this.spotlight = fields.spotlight ?? null;
    this.locked = fields.locked ?? false;
    this.resources = fields.resources ?? [];
    this.shown = fields.resource ?? null;
    this.recording = fields.recording ?? null;
    this.consent = fields.consent ?? null;
    this.profile = fields.profile ?? null;
  }
}
