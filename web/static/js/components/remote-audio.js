// Plays every voice received. A browser may refuse to sound before the person touches the page.
import { showTrack } from "./dom.js";

export class RemoteAudio {
  /** @type {Map<string, HTMLAudioElement>} */ #elements = new Map();

  /** @param {(blocked: boolean) => void} onBlocked */
  constructor(onBlocked) {
    this.onBlocked = onBlocked;
  }

  /** @param {Iterable<{track: string, kind: string, media: MediaStreamTrack}>} tracks */
  update(tracks) {
    const voices = new Map([...tracks].filter((track) => track.kind === "audio").map((track) => [track.track, track.media]));
    for (const [id, element] of this.#elements) {
      if (voices.has(id)) continue;
      showTrack(element, null);
      this.#elements.delete(id);
    }
    for (const [id, media] of voices) {
      const element = this.#elements.get(id) ?? new Audio();
      this.#elements.set(id, element);
      showTrack(element, media);
    }
    void this.play();
  }

  /** Whether the browser refuses to sound. */
  blocked = false;

  /** Again, from a touch or a key. */
  async play() {
    const plays = await Promise.allSettled([...this.#elements.values()].map((element) => element.play()));
    this.blocked = plays.some((play) => play.status === "rejected" && play.reason?.name === "NotAllowedError");
    this.onBlocked(this.blocked);
  }
}
