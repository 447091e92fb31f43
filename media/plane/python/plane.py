"""The plane in Python, without sockets: a datagram and its address in, datagrams to send out.

A packet's way: `receive` -> by first byte -> `_receive_rtp` (unprotect, source, cache) ->
`_forward` (one rewrite and one encryption per subscriber) -> the peers' outboxes -> `flush`.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from media.dtls.keys import SrtpKeys
from media.errors import MalformedPacket
from media.plane.interface import (
    ExtensionIds,
    Path,
    PlaneCounters,
    PlaneEvents,
    RouteSpec,
    RouteState,
    SourceSpec,
)
from media.plane.python.forwarding import forward, repair
from media.plane.python.peer import MAX_ADDRESSES, Peer
from media.plane.python.route import Route
from media.plane.python.source import Source
from media.rtcp import TransportFeedback
from media.rtp.extensions import find_elements, read_audio_level, read_transport_sequence
from media.rtp.header import RtpHeader, parse_header
from media.rtp.payload import is_keyframe_start
from media.rtp.rtx import unwrap_rtx
from media.track.reception import ReceptionReport

log = logging.getLogger(__name__)

MIN_STUN_BYTES = 20
MIN_RTP_BYTES = 12
MIN_RTCP_BYTES = 8
MAX_DATAGRAM_BYTES = 1500

Transmit = Callable[[Path, list[bytes]], None]


class PythonPlane:
    """The packet plane's specification and fallback; see `media.plane.interface.Plane`."""

    def __init__(self, transmit: Transmit) -> None:
        self.counters = PlaneCounters()
        self._transmit = transmit
        self._peers: dict[int, Peer] = {}
        self._by_address: dict[object, Peer] = {}
        self._sources: dict[int, Source] = {}
        self._routes: dict[int, Route] = {}
        self._dirty: list[Peer] = []
        self._faults = 0

    def start(self, events: PlaneEvents) -> None:
        """See `Plane`."""
        self._events = events

    # -- datagrams in -------------------------------------------------------------------------

    def receive(self, datagram: bytes, path: Path, now: float) -> None:
        """Handle one datagram. Never raises: a packet that cannot be handled is dropped and
        counted.
        """
        counters = self.counters
        counters.received_packets += 1
        counters.received_bytes += len(datagram)
        try:
            self._demultiplex(datagram, path, now)
        except MalformedPacket:
            counters.drop("malformed")
        except Exception:
            # The last fence: whatever a packet does to us, the others go on. The first faults are
            # logged whole, later ones only counted, since a hostile sender can cause many.
            counters.drop("fault")
            self._faults += 1
            if self._faults <= 10:
                log.exception("a datagram of %d bytes caused a fault", len(datagram))

    def _demultiplex(self, datagram: bytes, path: Path, now: float) -> None:
        """By the first byte (RFC 7983)."""
        size = len(datagram)
        if size < MIN_RTCP_BYTES or size > MAX_DATAGRAM_BYTES:
            self.counters.drop("size")
            return
        first = datagram[0]
        if first < 4:
            if size < MIN_STUN_BYTES:
                self.counters.drop("size")
            else:
                self._events.stun_received(datagram, path, now)
            return
        peer = self._by_address.get(path.address)
        if peer is None:
            self.counters.drop("unknown_address")
        elif 128 <= first < 192:
            if 192 <= datagram[1] < 224:
                self._receive_rtcp(peer, datagram, now)
            elif size >= MIN_RTP_BYTES:
                self._receive_rtp(peer, datagram, now)
            else:
                self.counters.drop("size")
        elif 20 <= first < 64:
            self._events.dtls_received(peer.peer_id, datagram, now)
        else:
            self.counters.drop("first_byte")

    def _receive_rtcp(self, peer: Peer, datagram: bytes, now: float) -> None:
        if peer.srtp is None:
            self.counters.drop("no_keys")
            return
        compound = peer.srtp.unprotect_rtcp(datagram)
        if compound is None:
            self.counters.drop("authentication")
            return
        self._events.rtcp_received(peer.peer_id, compound, now)

    def _receive_rtp(self, peer: Peer, datagram: bytes, now: float) -> None:
        if peer.srtp is None:
            self.counters.drop("no_keys")
            return
        ssrc = int.from_bytes(datagram[8:12], "big")
        known = ssrc in peer.sources or ssrc in peer.repairs
        if not known and not peer.may_discover(ssrc):
            self.counters.drop("unknown_ssrc")
            return
        packet = peer.srtp.unprotect(datagram)
        if packet is None:
            self.counters.drop("authentication")
            return
        header = parse_header(packet)
        elements = find_elements(packet, header)
        extensions = peer.extensions
        if extensions.transport_cc is not None and extensions.transport_cc in elements:
            sequence = read_transport_sequence(packet, elements[extensions.transport_cc])
            peer.arrivals.record(sequence, now)
        if not known:
            values = {n: bytes(packet[at : at + size]) for n, (at, size) in elements.items()}
            self._events.stream_discovered(peer.peer_id, ssrc, header.payload_type, values, now)
        source = peer.sources.get(ssrc)
        if source is not None:
            if extensions.audio_level in elements and extensions.audio_level is not None:
                source.hear(read_audio_level(packet, elements[extensions.audio_level]).level_dbov)
            self._accept(source, packet, header, now)
            return
        source = peer.repairs.get(ssrc)
        if source is None:
            self.counters.drop("unknown_ssrc")
            return
        original = unwrap_rtx(packet, header, source.spec.ssrc, source.spec.payload_type)
        if original is not None:
            self._accept(source, original, parse_header(original), now)

    def _accept(self, source: Source, packet: bytes, header: RtpHeader, now: float) -> None:
        """A packet of a source, new or repaired: remember it, then to everybody who wants it."""
        if header.payload_type != source.spec.payload_type:
            self.counters.drop("payload_type")
            return
        extended = source.receive(header.sequence, header.timestamp, packet, now)
        if extended is None:
            self.counters.duplicates += 1
            return
        if source.waiting or source.keyframe_awaited:
            self._maybe_begin(source, packet, header, extended, now)
        if source.routes:
            forward(source, packet, header, extended, now, self._dirty)

    def _maybe_begin(
        self, source: Source, packet: bytes, header: RtpHeader, extended: int, now: float
    ) -> None:
        """Let the waiting routes in when this packet begins a keyframe (sound has no keyframes)."""
        payload = packet[header.payload_offset : len(packet) - header.padding_length]
        if source.spec.kind == "video":
            if not is_keyframe_start(source.spec.codec, payload):
                return
            source.keyframe_awaited = False
            self._events.keyframe_received(source.spec.source_id, now)
        for route in source.waiting:
            if route.source is not None:
                route.source.routes.remove(route)
            route.begin(source, extended, header.timestamp, payload, now)
            source.routes.append(route)
        source.waiting = []

    # -- datagrams out ------------------------------------------------------------------------

    def flush(self) -> None:
        """Send what the datagrams received since the last call brought about."""
        dirty, self._dirty = self._dirty, []
        for peer in dirty:
            outbox, peer.outbox = peer.outbox, []
            if peer.path is not None:
                self._send(peer.path, outbox)

    def _send(self, path: Path, datagrams: list[bytes]) -> None:
        self.counters.sent_packets += len(datagrams)
        self.counters.sent_bytes += sum(map(len, datagrams))
        self._transmit(path, datagrams)

    def send(self, path: Path, datagram: bytes) -> None:
        """See `Plane`."""
        self._send(path, [datagram])

    def send_to_peer(self, peer_id: int, datagram: bytes) -> None:
        """See `Plane`."""
        peer = self._peers.get(peer_id)
        if peer is not None and peer.path is not None:
            self._send(peer.path, [datagram])

    def send_rtcp(self, peer_id: int, compound: bytes) -> None:
        """See `Plane`."""
        peer = self._peers.get(peer_id)
        if peer is not None and peer.path is not None and peer.srtp is not None:
            self._send(peer.path, [peer.srtp.protect_rtcp(compound)])

    def retransmit(
        self, peer_id: int, ssrc: int, sequences: tuple[int, ...], now: float, interval_s: float
    ) -> None:
        """See `Plane`."""
        peer = self._peers.get(peer_id)
        route = peer.routes.get(ssrc) if peer is not None else None
        if peer is None or route is None or peer.path is None or peer.srtp is None:
            return
        datagrams = repair(route, sequences, now, interval_s)
        if datagrams:
            self.counters.retransmitted += len(datagrams)
            self._send(peer.path, datagrams)

    # -- peers --------------------------------------------------------------------------------

    def add_peer(self, peer_id: int) -> None:
        """See `Plane`."""
        self._peers[peer_id] = Peer(peer_id)

    def set_extensions(self, peer_id: int, extensions: ExtensionIds) -> None:
        """See `Plane`."""
        self._peers[peer_id].extensions = extensions

    def add_path(self, peer_id: int, path: Path, *, send_here: bool) -> None:
        """See `Plane`."""
        peer = self._peers[peer_id]
        if self._by_address.get(path.address) is not peer:
            owner = self._by_address.get(path.address)
            if owner is not None:
                # The port has a new user: the former one lost it without saying so.
                owner.addresses.remove(path.address)
            self._by_address[path.address] = peer
            peer.addresses.append(path.address)
            if len(peer.addresses) > MAX_ADDRESSES:
                del self._by_address[peer.addresses.pop(0)]
        if send_here:
            peer.path = path

    def set_keys(self, peer_id: int, keys: SrtpKeys) -> None:
        """See `Plane`."""
        self._peers[peer_id].set_keys(keys)

    def remove_peer(self, peer_id: int) -> None:
        """See `Plane`."""
        peer = self._peers.pop(peer_id, None)
        if peer is None:
            return
        for source in list(peer.sources.values()):
            self.remove_source(source.spec.source_id)
        for route in list(peer.routes.values()):
            self.remove_route(route.spec.route_id)
        for address in peer.addresses:
            del self._by_address[address]
        peer.path = None

    # -- sources and routes -------------------------------------------------------------------

    def add_source(self, spec: SourceSpec) -> None:
        """See `Plane`."""
        peer = self._peers[spec.peer_id]
        if spec.ssrc in peer.sources or spec.ssrc in peer.repairs:
            return
        source = Source(spec)
        peer.sources[spec.ssrc] = self._sources[spec.source_id] = source

    def set_repair(self, source_id: int, rtx_ssrc: int) -> None:
        """See `Plane`."""
        source = self._sources[source_id]
        peer = self._peers[source.spec.peer_id]
        if rtx_ssrc not in peer.sources:
            peer.repairs[rtx_ssrc] = source

    def remove_source(self, source_id: int) -> None:
        """See `Plane`."""
        source = self._sources.pop(source_id, None)
        if source is None:
            return
        for route in [*source.routes, *source.waiting]:
            route.leave(source)
        source.routes, source.waiting = [], []
        peer = self._peers.get(source.spec.peer_id)
        if peer is not None:
            peer.sources.pop(source.spec.ssrc, None)
            peer.repairs = {ssrc: s for ssrc, s in peer.repairs.items() if s is not source}

    def add_route(self, spec: RouteSpec) -> None:
        """See `Plane`."""
        peer = self._peers[spec.peer_id]
        peer.routes[spec.ssrc] = self._routes[spec.route_id] = Route(spec, peer)

    def remove_route(self, route_id: int) -> None:
        """See `Plane`."""
        route = self._routes.pop(route_id, None)
        if route is None:
            return
        self._silence(route)
        route.peer.routes.pop(route.spec.ssrc, None)

    def _silence(self, route: Route) -> None:
        if route.source is not None and route in route.source.routes:
            route.source.routes.remove(route)
        if route.target is not None and route in route.target.waiting:
            route.target.waiting.remove(route)
        route.silence()

    def select_source(self, route_id: int, source_id: int | None, now: float) -> None:
        """See `Plane`."""
        route = self._routes.get(route_id)
        if route is None:
            return
        source = self._sources.get(source_id) if source_id is not None else None
        if source is None:
            self._silence(route)
            return
        if route.target is not None:
            route.target.waiting.remove(route)
            route.target = None
        if source is route.source:
            return
        route.target = source
        source.waiting.append(route)
        if source.spec.kind == "video":
            self._events.keyframe_wanted(source.spec.source_id, now)

    def await_keyframe(self, source_id: int) -> None:
        """See `Plane`."""
        source = self._sources.get(source_id)
        if source is not None:
            source.keyframe_awaited = True

    # -- readings for control -----------------------------------------------------------------

    def missing(self, source_id: int, now: float, round_trip_s: float) -> list[int]:
        """See `Plane`."""
        return [n & 0xFFFF for n in self._sources[source_id].losses.due(now, round_trip_s)]

    def reception_report(self, source_id: int) -> ReceptionReport | None:
        """See `Plane`."""
        return self._sources[source_id].reception.report()

    def take_feedback(
        self, peer_id: int, sender_ssrc: int, media_ssrc: int
    ) -> list[TransportFeedback]:
        """See `Plane`."""
        return self._peers[peer_id].arrivals.take_feedback(sender_ssrc, media_ssrc)

    def take_levels(self) -> list[tuple[int, int]]:
        """See `Plane`."""
        levels = []
        for source_id, source in self._sources.items():
            if source.level_dbov is not None:
                levels.append((source_id, source.level_dbov))
                source.level_dbov = None
        return levels

    def source_arrival(self, source_id: int) -> float | None:
        """See `Plane`."""
        return self._sources[source_id].last_arrival

    def sender_report(self, source_id: int, ntp_time: int, rtp_timestamp: int, now: float) -> None:
        """See `Plane`."""
        self._sources[source_id].clock.report(ntp_time, rtp_timestamp, now)

    def source_clock(self, source_id: int, now: float) -> tuple[int, int] | None:
        """See `Plane`."""
        return self._sources[source_id].clock.at(now)

    def route_state(self, route_id: int) -> RouteState | None:
        """See `Plane`."""
        route = self._routes.get(route_id)
        return route.state() if route is not None else None

    def close(self) -> None:
        """See `Plane`."""
        for peer_id in list(self._peers):
            self.remove_peer(peer_id)
