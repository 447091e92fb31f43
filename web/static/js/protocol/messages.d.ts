// The shapes that travel over /ws, as docs/protocol.md tells them. Read by the type check only.

export type SessionState = "closed" | "open" | "ended";
export type Source = "microphone" | "camera";
export type ScreenSource = "screen" | "screen_audio";
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
  /** Of the room's agent: who switched the room's microphone off. */
  muted_by?: string | null;
  camera: boolean;
  /** Place among the raised hands, from 1, when this was said; the order of `hands` counts. */
  hand?: number | null;
  leads?: boolean;
  /** In the room with a silent device of their own. */
  companion?: boolean;
  /** Shows a screen. */
  screen?: boolean;
  /** Hears one other person alone. */
  aside?: boolean;
  minor?: boolean;
  /** Told to those who lead. */
  trouble?: Trouble | null;
  asks_help?: boolean;
  consent?: ConsentAnswer | null;
}

/** What a page says of its device to whoever helps. */
export interface DeviceStatus {
  microphone: "ok" | "muted_by_system" | "refused" | "none" | "silent";
  camera: "ok" | "refused" | "none" | "busy";
  sound: "ok" | "blocked" | "muted";
  network: "ok" | "weak" | "audio_only";
  browser: string;
}

export type Trouble = "microphone_muted" | "camera_refused" | "microphone_refused" | "network_weak" | "sound_blocked";
export type ConsentAnswer = "yes" | "voice" | "no";
export type ReactionKind = "bravo" | "merci" | "oui" | "non" | "rire" | "coeur";

/** How the pages are set up for the activity. */
export interface Profile {
  activity: string;
  first_camera: string;
  pinned: string[];
  original_sound: boolean;
  stereo: boolean;
  audio_bitrate_bps: number;
  minors: boolean;
  recording: "ask" | "never";
  speaker_first: boolean;
  vote: boolean;
  sharing: boolean;
  timer: boolean;
}

export interface Chat {
  id: string;
  person: string;
  name: string;
  text: string;
  at: string;
}

export interface Timer {
  ends_at: string;
  /** True when it was sent, whatever this device's date says. */
  left_s: number;
  seconds: number;
  label: string;
}

export interface Poll {
  id: string;
  question: string;
  choices: string[];
  secret: boolean;
  votes: "one" | "several";
  state: "open" | "closed" | "shown";
  voted: number;
  entitled: number;
  has_voted: boolean;
  /** To whoever leads once closed, to all once shown. */
  results: number[] | null;
  /** Null in a secret vote: nobody keeps it. */
  mine: number[] | null;
}

/** What everybody is shown, unless they chose their own view since. */
export interface Spotlight {
  camera?: string | null;
  person?: string | null;
}

export interface Resource {
  id: string;
  title: string;
  kind: "page" | "image" | "pdf" | "text" | "link";
  url: string;
}

export interface Recording {
  on: boolean;
  started?: boolean;
  /** It is really being written. */
  writing?: boolean;
  /** Those in the room agree. */
  room?: boolean;
  since?: string | null;
  by?: string | null;
  kept_until?: string | null;
  text_version?: string;
}

/** For those who lead: how the writing goes. */
export interface RecordingState {
  type: "recording.state";
  seconds: number;
  bytes: number;
  disk_free_bytes: number;
  left_s: number | null;
  readable: boolean | null;
  alarm: "disk_low" | "disk_full" | "disk_fault" | "disk_slow" | "fault" | null;
  tracks: RecordedTrack[];
  /** No server was there for so long: the recording went on by itself. */
  interruptions: { at_s: number; missing_s: number }[];
}

export interface RecordedTrack {
  name: string;
  source: string;
  camera: string;
  seconds: number;
  bytes: number;
  gaps: number;
  lost_packets: number;
  readable: boolean | null;
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
  source?: Source | ScreenSource;
  person: string | null;
  camera?: string | null;
}

export interface KitStatus {
  receiving?: { people: number; video_frames: number; audio_energy: number };
  cameras?: { role: string; state: string }[];
  microphone?: { state: string; level_dbov: number };
  /** Those that the room could be heard by; `label` is "" for its own. */
  microphones?: { id: string; label: string; current: boolean }[];
}

export type RefusalReason = "token" | "locked" | "full" | "ended" | "version" | "removed";

export type ServerMessage =
  | { type: "welcome"; person: string; role: string; session: Session | null; people: Person[]; cameras: Camera[]; ice_servers?: RTCIceServer[]; resume?: string } & Partial<SharedFields>
  | { type: "waiting"; reason: "closed" | "lobby" | "locked"; session: Session | null; person: string; resume: string }
  | { type: "refused"; reason: RefusalReason }
  | { type: "session"; session: Session }
  | { type: "person"; person: Person }
  | { type: "person.gone"; id: string; reason?: string }
  | { type: "camera"; camera: Camera }
  | { type: "camera.gone"; id: string }
  | { type: "speaking"; people: string[]; cameras?: string[] }
  | { type: "publish.answer"; sdp: string }
  | SubscribeOffer
  | { type: "removed"; reason?: string; by?: string }
  | { type: "ended" }
  | { type: "pong" }
  | { type: "kit"; status: KitStatus }
  | { type: "error"; reason: string; about?: string }
  | { type: "hands"; hands: string[] }
  | { type: "people"; people: Person[] }
  | ({ type: "chat" } & Chat)
  | { type: "chat.gone"; id: string }
  | { type: "reaction"; person: string; kind: ReactionKind }
  | { type: "timer"; timer: Timer | null }
  | { type: "poll"; poll: Poll | null }
  | { type: "spotlight"; spotlight: Spotlight | null }
  | { type: "muted"; by: string | null; reason?: string | null }
  | { type: "locked"; on: boolean }
  | { type: "resource"; shown: string | null }
  | { type: "resources"; resources: Resource[] }
  | { type: "screen.taken"; by: string }
  | { type: "recording"; recording: Recording | null }
  | RecordingState
  | ({ type: "consent" } & Consent)
  | { type: "help.offer"; by: string }
  | { type: "help.instruction"; key?: string | null; text?: string | null; by: string }
  | { type: "side"; person: string | null; name: string | null }
  | { type: "help.done"; person: string; name: string }
  | ({ type: "help.status"; person: string; agreed: boolean } & { [K in keyof DeviceStatus]: DeviceStatus[K] | null })
  | { type: "howling"; person: string | null }
  | { type: "attendance"; counts: Counts; here: Counts; in_room: number; lines: Attendee[] }
  | { type: "same_room"; with: string | null; person: string | null };

/** How many took part, from where. */
export interface Counts {
  room: number;
  home: number;
  phone: number;
}

/** One line of the attendance sheet; not `present`: struck out. */
export interface Attendee {
  id: string;
  name: string;
  place: "home" | "room" | "phone";
  origin: "live" | "ticked" | "door";
  arrived_at: string;
  left_at: string | null;
  present: boolean;
  corrected: boolean;
}

/** What a session shares besides people and cameras. */
export interface SharedFields {
  hands: string[];
  chat: Chat[];
  timer: Timer | null;
  poll: Poll | null;
  spotlight: Spotlight | null;
  locked: boolean;
  /** The id of the one shown to all. */
  resource: string | null;
  resources: Resource[];
  profile: Profile | null;
  recording: Recording | null;
  consent: Consent | null;
}

/** One's own answer; `parent` agreed for a child. */
export interface Consent {
  answer: ConsentAnswer;
  at: string;
  parent?: string | null;
}

export interface SubscribeOffer {
  type: "subscribe.offer";
  sdp: string;
  generation: number;
  tracks: OfferedTrack[];
}

export type ClientMessage =
  | { type: "join"; token: string; name?: string; device?: string; language?: string; resume?: string; client?: string; batch?: boolean; companion?: boolean; minor?: boolean; adult?: string }
  | { type: "publish.offer"; sdp: string; tracks: { mid: string; source: Source | ScreenSource }[] }
  | { type: "subscribe.answer"; sdp: string; generation: number }
  | { type: "subscribe.restart" }
  | { type: "watch"; tracks: Record<string, Layer> }
  | { type: "microphone"; on: boolean }
  | { type: "camera"; on: boolean }
  | { type: "screen"; on: boolean }
  | { type: "leave" }
  | { type: "ping" }
  | { type: "session.open" }
  | { type: "session.close" }
  | { type: "admit"; person: string }
  | { type: "admit"; everyone: true }
  | { type: "hand"; up: boolean }
  | { type: "hand.lower"; person: string }
  | { type: "chat"; text: string }
  | { type: "chat.erase"; id: string }
  | { type: "rename"; name: string }
  | { type: "react"; kind: ReactionKind }
  | { type: "timer.start"; seconds: number; label?: string }
  | { type: "timer.stop" }
  | { type: "poll.start"; question: string; choices: string[]; secret: boolean; votes: "one" | "several" }
  | { type: "poll.close" }
  | { type: "poll.show" }
  | { type: "poll.clear" }
  | { type: "vote"; choices: number[] }
  | { type: "spotlight"; camera?: string; person?: string }
  | { type: "mute"; person: string }
  | { type: "mute.everyone" }
  | { type: "room.microphone"; on: boolean }
  | { type: "room.microphone.choose"; id: string }
  | { type: "lock"; on: boolean }
  | { type: "remove"; person: string }
  | { type: "lead.give"; person: string; minutes?: number }
  | { type: "lead.take"; person: string }
  | { type: "resource.show"; id: string | null }
  | { type: "recording.ask"; on: boolean }
  | { type: "recording.start" }
  | { type: "recording.stop" }
  | { type: "recording.room"; agree: boolean }
  | { type: "recording.mark"; title?: string }
  | { type: "consent"; answer: ConsentAnswer; parent?: { name: string } }
  | { type: "companion"; on: boolean }
  | { type: "same_room.no"; person: string }
  | { type: "help.ask"; on?: boolean }
  | { type: "help.agree"; yes: boolean }
  | ({ type: "help.status" } & DeviceStatus)
  | { type: "help.done" }
  | { type: "attendance.count"; in_room: number }
  | { type: "help.offer"; person: string }
  | { type: "help.push"; person: string; key: string }
  | { type: "help.push"; person: string; text: string }
  | { type: "side.open"; person: string }
  | { type: "side.close" };
