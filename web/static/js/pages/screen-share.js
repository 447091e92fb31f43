// One's own screen, shown to everybody until one stops, somebody else shows theirs, or the browser
// ends it.
import { canShareScreen } from "../protocol/capture.js";
import { captureScreen } from "../protocol/screen-capture.js";

/** @typedef {import("../protocol/room-client.js").RoomClient} RoomClient */

export class ScreenShare {
  /** @type {MediaStreamTrack | null} */ #picture = null;
  /** @type {MediaStreamTrack | null} */ #sound = null;

  /** @param {() => RoomClient | null} client @param {() => void} onChange */
  constructor(client, onChange) {
    this.client = client;
    this.onChange = onChange;
  }

  get possible() {
    return canShareScreen();
  }

  get on() {
    return this.#picture !== null;
  }

  /** Resolves to whether it is shown; "refused" too when the person changed their mind.
   * @throws {import("../protocol/capture.js").CaptureError} */
  async start() {
    const { picture, sound } = await captureScreen();
    this.#picture = picture;
    this.#sound = sound;
    picture.onended = () => void this.stop();
    try {
      if (sound) await this.client()?.publish("screen_audio", sound);
      await this.client()?.publish("screen", picture);
    } catch (error) {
      await this.stop();
      throw error;
    }
    this.onChange();
  }

  async stop() {
    if (!this.#picture) return;
    const [picture, sound] = [this.#picture, this.#sound];
    this.#picture = this.#sound = null;
    picture.onended = null;
    picture.stop();
    sound?.stop();
    this.onChange();
    await this.client()?.publish("screen", null).catch(() => undefined);
    if (sound) await this.client()?.publish("screen_audio", null).catch(() => undefined);
  }
}
