"""The plane in Python, without sockets: a datagram and its address in, datagrams to send out.

A packet's way: `receive` -> by first byte -> `_receive_rtp` (unprotect, source, cache) ->
its source's `accepted` packets -> `flush` (one header and one encryption per subscriber) -> out.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping

from media.errors import MalformedPacket
from media.plane.interface import Path, TappedPacket
from media.plane.python.connections import Connections
from media.plane.python.forwarding import fan_out, repair, stamped
from media.plane.python.peer import Peer
from media.plane.python.source import MAX_TAPPED_PACKETS, Source
from media.rtp.extensions import Element, find_elements, read_audio_level, read_transport_sequence
from media.rtp.header import RtpHeader, parse_header
from media.rtp.payload import is_keyframe_start
from media.rtp.rtx import unwrap_rtx

log = logging.getLogger(__name__)

MIN_STUN_BYTES = 20
MIN_RTP_BYTES = 12
MIN_RTCP_BYTES = 8
MAX_DATAGRAM_BYTES = 1500

Transmit = Callable[[Path, list[bytes]], None]


class PythonPlane(Connections):
    """The packet plane's specification and fallback; see `media.plane.interface.Plane`."""

    def __init__(self, transmit: Transmit) -> None:
        super().__init__()
        self._transmit = transmit
        self._busy: list[Source] = []
        """The sources with packets that `flush` will send."""
        self._faults = 0

    # -- datagrams in -------------------------------------------------------------------------

    def receive(self, datagram: bytes, path: Path, now: float) -> None:
        """Handle one datagram. Never raises: a packet that cannot be handled is dropped and
        counted.
        """
        self._now = now
        counters = self.counters
        counters.received_packets += 1
        counters.received_bytes += len(datagram)
        try:
            self._demultiplex(datagram, path, now)
        except MalformedPacket:
            counters.drop("malformed")
        except Exception:
            self._note_fault()

    def _note_fault(self) -> None:
        # The last fence: whatever a packet does to us, the others go on. The first faults are
        # logged whole, later ones only counted, since a hostile sender can cause many.
        self.counters.drop("fault")
        self._faults += 1
        if self._faults <= 10:
            log.exception("a datagram caused a fault")

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
        if peer.outlet.srtp is None:
            self.counters.drop("no_keys")
            return
        compound = peer.outlet.srtp.unprotect_rtcp(datagram)
        if compound is None:
            self.counters.drop("authentication")
            return
        self._events.rtcp_received(peer.peer_id, compound, now)

    def _receive_rtp(self, peer: Peer, datagram: bytes, now: float) -> None:
        if peer.outlet.srtp is None:
            self.counters.drop("no_keys")
            return
        ssrc = int.from_bytes(datagram[8:12], "big")
        known = ssrc in peer.sources or ssrc in peer.repairs
        if not known and not peer.may_discover(ssrc):
            self.counters.drop("unknown_ssrc")
            return
        packet = peer.outlet.srtp.unprotect(datagram)
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
                level = read_audio_level(packet, elements[extensions.audio_level])
                source.stream.hear(level.level_dbov, header.timestamp, now)
            self._accept(source, packet, header, elements, now)
            return
        source = peer.repairs.get(ssrc)
        if source is None:
            self.counters.drop("unknown_ssrc")
            return
        original = unwrap_rtx(
            packet, header, source.stream.spec.ssrc, source.stream.spec.payload_type
        )
        if original is not None:
            self._accept(source, original, parse_header(original), elements, now)

    def _accept(
        self,
        source: Source,
        packet: bytes,
        header: RtpHeader,
        elements: Mapping[int, Element],
        now: float,
    ) -> None:
        """A packet of a source, new or repaired: remember it, then to everybody who wants it."""
        if header.payload_type != source.stream.spec.payload_type:
            self.counters.drop("payload_type")
            return
        if source.send_time_id is not None:
            packet = stamped(packet, elements, source.send_time_id, now)
        extended = source.receive(header.sequence, header.timestamp, packet, now)
        if extended is None:
            self.counters.duplicates += 1
            return
        tapped = source.tapped
        if tapped is not None and len(tapped) < MAX_TAPPED_PACKETS:
            tapped.append(TappedPacket(extended, packet, now))
        if source.keyframe_needed and source.stream.spec.kind == "video":
            source.keyframe_needed = False
            self._events.keyframe_wanted(source.stream.spec.source_id, now)
        if source.waiting or source.keyframe_awaited:
            self._maybe_begin(source, packet, header, extended, now)
        if source.routes:
            if not source.accepted:
                self._busy.append(source)
            source.accepted.append((extended, packet, header))

    def _maybe_begin(
        self, source: Source, packet: bytes, header: RtpHeader, extended: int, now: float
    ) -> None:
        """Let the waiting routes in when this packet begins a keyframe (sound has no keyframes)."""
        payload = packet[header.payload_offset : len(packet) - header.padding_length]
        if source.stream.spec.kind == "video":
            if not is_keyframe_start(source.stream.spec.codec, payload):
                return
            source.keyframe_awaited = False
            self._events.keyframe_received(source.stream.spec.source_id, now)
        self._fan_out(now)
        waiting, source.waiting = source.waiting, []
        for route in waiting:
            if route.outlet.held and source.stream.spec.kind == "video":
                source.waiting.append(route)
                continue
            self._stop_carrying(route)
            route.begin(source.stream, extended, header.timestamp, payload, now)
            source.routes.append(route)

    # -- datagrams out ------------------------------------------------------------------------

    def flush(self) -> None:
        """Send what the datagrams received since the last call brought about."""
        self._fan_out(self._now)

    def _fan_out(self, now: float) -> None:
        busy, self._busy = self._busy, []
        for source in busy:
            accepted, source.accepted = source.accepted, []
            try:
                fan_out(source, accepted, now, self._send)
            except Exception:
                self._note_fault()

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
        if peer is not None and peer.outlet.path is not None:
            self._send(peer.outlet.path, [datagram])

    def send_rtcp(self, peer_id: int, compound: bytes) -> None:
        """See `Plane`."""
        peer = self._peers.get(peer_id)
        if peer is not None and peer.outlet.path is not None and peer.outlet.srtp is not None:
            self._send(peer.outlet.path, [peer.outlet.srtp.protect_rtcp(compound)])

    def retransmit(
        self, peer_id: int, ssrc: int, sequences: tuple[int, ...], now: float, interval_s: float
    ) -> None:
        """See `Plane`."""
        peer = self._peers.get(peer_id)
        route = peer.routes.get(ssrc) if peer is not None else None
        if peer is None or route is None or peer.outlet.path is None or peer.outlet.srtp is None:
            return
        if peer.outlet.held:
            # What is missing was dropped for being late.
            return
        datagrams = repair(route, sequences, now, interval_s)
        if datagrams:
            self.counters.retransmitted += len(datagrams)
            self._send(peer.outlet.path, datagrams)

    def close(self) -> None:
        """See `Plane`."""
        for peer_id in list(self._peers):
            self.remove_peer(peer_id)
