"""What a session description says, as data. Shapes only: no parsing, no decision.

Attributes that may stand at session level and hold for every media section (ICE
credentials, fingerprints, setup, extmap, direction) are kept per section only: the
reader copies them down. Attributes without a field here are kept raw, in order.
"""

from dataclasses import dataclass, field

DIRECTIONS = ("sendrecv", "sendonly", "recvonly", "inactive")
"""The four directions of RFC 8866, section 6.7, seen from whoever wrote the description."""

REVERSED_DIRECTION = {
    "sendrecv": "sendrecv",
    "sendonly": "recvonly",
    "recvonly": "sendonly",
    "inactive": "inactive",
}


@dataclass(frozen=True, slots=True)
class Origin:
    """The `o=` line (RFC 8866, section 5.2)."""

    username: str = "-"
    session_id: int = 0
    session_version: int = 0
    address: str = "IN IP4 0.0.0.0"


@dataclass(frozen=True, slots=True)
class Codec:
    """One payload format of a media section: rtpmap, fmtp and rtcp-fb together.

    `name` is as written ("opus", "VP8", "rtx"); an empty name is a payload type that
    no rtpmap explains. `channels` is 1 unless stated. `feedback` holds what follows
    the payload type in rtcp-fb: "nack", "nack pli", "transport-cc".
    """

    payload_type: int
    name: str
    clock_rate: int
    channels: int = 1
    fmtp: str = ""
    feedback: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Candidate:
    """An ICE candidate (RFC 8839, section 5.1). `host` may be a name (mDNS).

    `kind` is "host", "srflx", "prflx" or "relay"; `tcp_type` "active", "passive", "so"
    or None for UDP (RFC 6544).
    """

    foundation: str
    component: int
    transport: str
    priority: int
    host: str
    port: int
    kind: str = "host"
    tcp_type: str | None = None


@dataclass(frozen=True, slots=True)
class Msid:
    """The stream a track belongs to (RFC 8830); `stream_id` "-" means none."""

    stream_id: str
    track_id: str = ""


@dataclass(frozen=True, slots=True)
class Rid:
    """One RTP stream restriction (RFC 8851). `direction` is "send" or "recv"."""

    id: str
    direction: str
    restrictions: str = ""


@dataclass(frozen=True, slots=True)
class SsrcGroup:
    """Sources that belong together (RFC 5576): "FID" (media, rtx), "SIM" (layers)."""

    semantics: str
    ssrcs: tuple[int, ...]


@dataclass(slots=True)
class MediaDescription:
    """One media section, from its `m=` line to the next.

    `formats` is used only where the protocol carries no RTP ("webrtc-datachannel");
    with RTP the payload types are those of `codecs`, in order of preference.
    `extensions` is header-extension id -> URI; `extension_directions` has an id only where
    the extension does not go both ways (RFC 8285, section 5). `ssrcs` is source -> its attributes
    ("cname", "msid"). `simulcast_send` and `simulcast_recv` are rids in order, one per
    stream, of several alternatives the first (RFC 8853); `simulcast_paused` are those
    of them that do not flow at first.
    `fingerprints` are "sha-256 AB:CD:...".
    """

    kind: str
    port: int = 9
    protocol: str = "UDP/TLS/RTP/SAVPF"
    mid: str = ""
    direction: str = "sendrecv"
    formats: tuple[str, ...] = ()
    connection: str = "IN IP4 0.0.0.0"
    bundle_only: bool = False
    codecs: list[Codec] = field(default_factory=list)
    extensions: dict[int, str] = field(default_factory=dict)
    extension_directions: dict[int, str] = field(default_factory=dict)
    msid: Msid | None = None
    ssrcs: dict[int, dict[str, str]] = field(default_factory=dict)
    ssrc_groups: list[SsrcGroup] = field(default_factory=list)
    rids: list[Rid] = field(default_factory=list)
    simulcast_send: tuple[str, ...] = ()
    simulcast_recv: tuple[str, ...] = ()
    simulcast_paused: frozenset[str] = frozenset()
    rtcp_mux: bool = False
    rtcp_rsize: bool = False
    ufrag: str | None = None
    password: str | None = None
    ice_options: tuple[str, ...] = ()
    fingerprints: tuple[str, ...] = ()
    setup: str | None = None
    candidates: list[Candidate] = field(default_factory=list)
    end_of_candidates: bool = False
    attributes: list[str] = field(default_factory=list)

    @property
    def is_rejected(self) -> bool:
        """Port zero rejects or ends a section, unless it is bundle-only (RFC 9143)."""
        return self.port == 0 and not self.bundle_only


@dataclass(slots=True)
class SessionDescription:
    """A whole description. `bundle` lists the mids of the first BUNDLE group.

    `extmap_allow_mixed` (RFC 8285, section 6) is said once, for all RTP sections.
    """

    origin: Origin = Origin()
    name: str = "-"
    bundle: tuple[str, ...] = ()
    ice_lite: bool = False
    extmap_allow_mixed: bool = False
    attributes: list[str] = field(default_factory=list)
    media: list[MediaDescription] = field(default_factory=list)
