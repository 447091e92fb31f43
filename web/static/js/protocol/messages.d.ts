// The shapes that travel over /ws, as docs/protocol.md tells them. Read by the type check only.

export type SessionState = "closed" | "open" | "ended";
export type Source = "microphone" | "camera";
export type Layer = "high" | "low";

export interface Session {
  id: string;
  title: string;
  activity: string;
  state: SessionState;
  starts_at: string | null;
  ends_at: string | null;
  host: string | null;
  code: string | null;
  room: { slug: string; name: string };
  centre: { name: string; town: string; phone: string | null };
  waiting_room: boolean;
}

export interface Person {
  id: string;
  name: string;
  role: "resident" | "animateur" | "kit" | "viewer";
  device: string;
  presence: "here" | "waiting";
  microphone: boolean;
  camera: boolean;
}

export interface Camera {
  id: string;
  role: string;
  label: string;
  person: string | null;
  live: boolean;
}

/** What the server says of a media section of its offer. */
export interface OfferedTrack {
  mid: string;
  track: string;
  kind: "audio" | "video";
  person: string | null;
  camera?: string | null;
}

export interface KitStatus {
  receiving?: { people: number; video_frames: number; audio_energy: number };
  cameras?: { role: string; state: string }[];
  microphone?: { state: string; level_dbov: number };
}

export type RefusalReason = "token" | "locked" | "full" | "ended" | "version";

export type ServerMessage =
  | { type: "welcome"; person: string; role: string; session: Session | null; people: Person[]; cameras: Camera[]; ice_servers?: RTCIceServer[]; resume?: string }
  | { type: "waiting"; reason: "closed" | "lobby"; session: Session | null; person: string; resume: string }
  | { type: "refused"; reason: RefusalReason }
  | { type: "session"; session: Session }
  | { type: "person"; person: Person }
  | { type: "person.gone"; id: string; reason?: string }
  | { type: "camera"; camera: Camera }
  | { type: "camera.gone"; id: string }
  | { type: "speaking"; people: string[]; cameras?: string[] }
  | { type: "publish.answer"; sdp: string }
  | SubscribeOffer
  | { type: "removed"; reason?: string }
  | { type: "ended" }
  | { type: "pong" }
  | { type: "kit"; status: KitStatus }
  | { type: "error"; reason: string; about?: string };

export interface SubscribeOffer {
  type: "subscribe.offer";
  sdp: string;
  generation: number;
  tracks: OfferedTrack[];
}

export type ClientMessage =
  | { type: "join"; token: string; name?: string; device?: string; language?: string; resume?: string }
  | { type: "publish.offer"; sdp: string; tracks: { mid: string; source: Source }[] }
  | { type: "subscribe.answer"; sdp: string; generation: number }
  | { type: "subscribe.restart" }
  | { type: "watch"; tracks: Record<string, Layer> }
  | { type: "microphone"; on: boolean }
  | { type: "camera"; on: boolean }
  | { type: "leave" }
  | { type: "ping" }
  | { type: "session.open" }
  | { type: "session.close" }
  | { type: "admit"; person: string }
  | { type: "admit"; everyone: true };
