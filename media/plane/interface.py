"""What a packet plane does, whichever way it is built.

Control (Python, pure) decides; the plane moves packets. Peers are transports: keys and an address.
A source is one RTP stream that a peer sends us; a route carries one source at a time to another
peer, under an SSRC of our own. STUN, DTLS and RTCP come up as events.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

from media.dtls.keys import SrtpKeys
from media.rtcp import TransportFeedback
from media.rtp.extensions import ExtensionMap
from media.track.reception import ReceptionReport

Address = tuple[Any, ...]
"""Where packets come from and go to. UDP, as the system gives it: (host, port) or (host, port,
flow, scope). A TCP connection: (host, port, TCP, number), so that none is taken for another, nor
for a UDP address of the same port.
"""
TCP = "tcp"


class Path(NamedTuple):
    """The way to a remote address: which of our sockets or listeners, and the address itself."""

    socket: int
    address: Address


@dataclass(frozen=True, slots=True)
class ExtensionIds:
    """The header-extension ids of a peer that the plane itself reads; None where not negotiated."""

    transport_cc: int | None = None
    audio_level: int | None = None


@dataclass(frozen=True, slots=True)
class SourceSpec:
    """One RTP stream that a peer sends."""

    source_id: int
    peer_id: int
    ssrc: int
    kind: str
    codec: str
    payload_type: int
    clock_rate: int
    rtx_payload_type: int | None = None


class SoundLevel(NamedTuple):
    """How loud one packet of a source says that it is (RFC 6464)."""

    source_id: int
    level_dbov: int
    timestamp: int
    """RTP, in units of the source's clock."""
    arrival: float


class TappedPacket(NamedTuple):
    """One packet of a tapped source, decrypted and not yet anybody's."""

    sequence: int
    """Extended: it does not wrap; a jump of more than a cycle is a restart of the sender."""
    packet: bytes
    arrival: float


class SenderReading(NamedTuple):
    """The last sender report of a source (RFC 3550, section 6.4.1), and when it came."""

    ntp_time: int
    """In 1/2^32 s."""
    rtp_timestamp: int
    arrival: float


class SentRun(NamedTuple):
    """Packets that left for one peer together, under transport-wide numbers."""

    first: int
    """The number of the first, extended: the packet carries its last 16 bits."""
    packets: int
    octets: int
    """Of their payloads."""
    octets_before: int
    """Of all payloads sent to this peer before, numbered or not, since the first was numbered."""
    at: float


@dataclass(frozen=True, slots=True)
class RouteSpec:
    """One stream that we send to a peer. `extensions` turns the publisher's ids into the
    subscriber's.
    """

    route_id: int
    peer_id: int
    ssrc: int
    payload_type: int
    rtx_ssrc: int | None = None
    rtx_payload_type: int | None = None
    extensions: ExtensionMap = field(default_factory=lambda: ExtensionMap({}))
    abs_send_time: int | None = None
    """The publisher's id of abs-send-time: its value is replaced by the time at
    which the packet reached us, which is when it leaves again."""
    transport_cc: int | None = None
    """The subscriber's id (1..14) of the transport-wide sequence number, None for packets that are
    never numbered. What is numbered can be repaired on a repair stream alone."""


@dataclass(frozen=True, slots=True)
class RouteState:
    """What a route has done: its source now, packets and octets, and how its timestamps are
    shifted.
    """

    source_id: int | None
    packets: int
    octets: int
    timestamp_offset: int
    repaired: int


@dataclass(slots=True)
class PlaneCounters:
    """Totals since the start, of UDP and TCP together where not said otherwise; `dropped` is by
    reason. `tcp_connections` are those open now."""

    received_packets: int = 0
    received_bytes: int = 0
    sent_packets: int = 0
    sent_bytes: int = 0
    send_failures: int = 0
    retransmitted: int = 0
    duplicates: int = 0
    tcp_connections: int = 0
    tcp_refused: int = 0
    tcp_received_bytes: int = 0
    tcp_sent_bytes: int = 0
    dropped: dict[str, int] = field(default_factory=dict)

    def drop(self, reason: str, count: int = 1) -> None:
        """Count dropped datagrams."""
        self.dropped[reason] = self.dropped.get(reason, 0) + count


class PlaneEvents(Protocol):
    """What comes up from the plane. Called synchronously while a datagram is handled."""

    def stun_received(self, datagram: bytes, path: Path, now: float) -> None:
        """A datagram that looks like STUN, from anybody."""

    def dtls_received(self, peer_id: int, datagram: bytes, now: float) -> None:
        """A DTLS datagram from an address of this peer."""

    def rtcp_received(self, peer_id: int, compound: bytes, now: float) -> None:
        """An authenticated, decrypted RTCP compound packet."""

    def stream_discovered(
        self, peer_id: int, ssrc: int, payload_type: int, elements: Mapping[int, bytes], now: float
    ) -> None:
        """An authenticated RTP packet of an SSRC that no source has; the handler may add the
        source.
        """

    def keyframe_wanted(self, source_id: int, now: float) -> None:
        """A route waits for a keyframe of this source."""

    def keyframe_received(self, source_id: int, now: float) -> None:
        """A keyframe of this source began, after one was wanted."""

    def line_congested(self, peer_id: int, now: float) -> None:
        """Pictures waited for too long on the way to this peer (TCP alone can tell): it is sent
        none until the line is free again.
        """


class Plane(Protocol):
    """The one interface of all planes."""

    counters: PlaneCounters

    def start(self, events: PlaneEvents) -> None:
        """Receive from now on; what comes up goes to `events`."""

    def add_peer(self, peer_id: int) -> None:
        """Make room for a transport; it has no address and no keys yet."""

    def set_extensions(self, peer_id: int, extensions: ExtensionIds) -> None:
        """Tell which header extensions of this peer's packets to read."""

    def add_path(self, peer_id: int, path: Path, *, send_here: bool) -> None:
        """Accept datagrams of this peer from this authenticated address; `send_here` answers
        there.
        """

    def set_keys(self, peer_id: int, keys: SrtpKeys) -> None:
        """Start SRTP with these keys; media is dropped before."""

    def remove_peer(self, peer_id: int) -> None:
        """Remove the transport with its addresses, sources and routes."""

    def send(self, path: Path, datagram: bytes) -> None:
        """Send a datagram as it is (STUN, DTLS)."""

    def send_to_peer(self, peer_id: int, datagram: bytes) -> None:
        """Send a datagram as it is to the peer's address, if it has one."""

    def send_rtcp(self, peer_id: int, compound: bytes) -> None:
        """Protect and send an RTCP compound packet."""

    def add_source(self, spec: SourceSpec) -> bool:
        """Expect this stream; False, and no effect, for an SSRC that the peer already uses."""

    def set_repair(self, source_id: int, rtx_ssrc: int) -> None:
        """This SSRC of the same peer repairs the source (RFC 4588)."""

    def remove_source(self, source_id: int) -> None:
        """Stop expecting the stream; its routes fall silent."""

    def add_route(self, spec: RouteSpec) -> None:
        """Prepare a stream towards a peer; it is silent until a source is selected."""

    def remove_route(self, route_id: int) -> None:
        """End a stream towards a peer."""

    def select_source(self, route_id: int, source_id: int | None, now: float) -> None:
        """Carry this source (from its next keyframe on), or nothing."""

    def drop(self, route_id: int) -> None:
        """Carry nothing, and repair nothing of what was sent so far: it does not pass, and is in
        the way of what would.
        """

    def number_packets(self, peer_id: int) -> None:
        """From now on number samples of what the routes of this peer carry, as far as they have
        `transport_cc`, for its transport-wide feedback. The second call has no effect.
        """

    def take_sent(self, peer_id: int) -> list[SentRun]:
        """What left for this peer under transport-wide numbers since the last call, in order."""

    def await_keyframe(self, source_id: int) -> None:
        """Report the next keyframe of this source."""

    def retransmit(
        self, peer_id: int, ssrc: int, sequences: tuple[int, ...], now: float, interval_s: float
    ) -> None:
        """Send these packets of a route again, none twice within `interval_s`."""

    def missing(self, source_id: int, now: float, round_trip_s: float) -> list[int]:
        """The 16-bit sequence numbers to ask the publisher for now."""

    def reception_report(self, source_id: int) -> ReceptionReport | None:
        """The reception figures since the last call."""

    def take_feedback(
        self, peer_id: int, sender_ssrc: int, media_ssrc: int
    ) -> list[TransportFeedback]:
        """The arrivals of this peer's packets since the last call, as transport-wide feedback."""

    def take_levels(self) -> list[SoundLevel]:
        """The audio level of every packet of sound received since the last call, those of one
        source in the order of arrival (the first 64 of each).
        """

    def add_tap(self, source_id: int) -> None:
        """Keep the source's packets for `take_tapped` from now on, and have its losses repaired
        with more patience than live sound and picture allow. A source has one tap at most; an
        untapped one pays nothing for it.
        """

    def remove_tap(self, source_id: int) -> None:
        """End the tap. What was not taken is gone."""

    def take_tapped(self, source_id: int) -> list[TappedPacket]:
        """The packets of a tapped source since the last call: each once, in the order of arrival,
        a repaired one as it was before its loss. The first 4096 of them.
        """

    def sender_reading(self, source_id: int) -> SenderReading | None:
        """The last sender report of a source as it came, once there is one."""

    def source_arrival(self, source_id: int) -> float | None:
        """When the last packet of a source came."""

    def route_state(self, route_id: int) -> RouteState | None:
        """What a route has done so far."""

    def sender_report(self, source_id: int, ntp_time: int, rtp_timestamp: int, now: float) -> None:
        """A sender report of the source's publisher, for continuous timestamps across layers."""

    def source_clock(self, source_id: int, now: float) -> tuple[int, int] | None:
        """The publisher's NTP time and RTP timestamp of a source at `now`, once it has told
        them.
        """

    def close(self) -> None:
        """Close the sockets; nothing comes up afterwards."""
