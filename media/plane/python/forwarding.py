"""Packets on their way out: to every route of their source, or once more to one that lost them.

This is the hottest code of the server: per subscriber and packet one header and one encryption.
What a batch of packets has in common is worked out once, and a subscriber's packets are made, and
leave, together: they are still in the processor's cache then, and the kernel takes them in one
call.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from media.plane.interface import Path
from media.plane.python.numbering import Numbering
from media.plane.python.route import HEADER, MASK_32, ORIGINAL_SEQUENCE, Route, Segment
from media.plane.python.source import Accepted, Source
from media.plane.python.srtp import PeerSrtp
from media.rtp.extensions import (
    Element,
    ExtensionMap,
    before_transport_sequence,
    find_elements,
    write_abs_send_time,
)
from media.rtp.header import RtpHeader, parse_header

MARKER_BIT = 0x80
EXTENSION_BIT = 0x10

Rewritten = tuple[int, int, int, int, bytes, bytes]
"""An accepted packet for all routes with one extension map: (extended sequence number, first byte,
marker bit, timestamp, what follows the fixed header, payload). Of packets that are to be numbered,
what follows the fixed header lacks the number, its last two bytes.
"""


def _header_tail(packet: bytes, header: RtpHeader, extensions: ExtensionMap) -> bytes:
    """What follows the fixed header (CSRCs, extensions), as a subscriber numbers it."""
    end = header.payload_offset
    if extensions.is_identity or not header.extension_length:
        return packet[12:end]
    buffer = bytearray(packet[:end])
    extensions.rewrite_in_place(buffer, header)
    return bytes(buffer[12:])


@dataclass(slots=True)
class Run:
    """Packets of one source, for all routes with one extension map."""

    packets: list[Rewritten]
    octets: int
    oldest: int
    newest: int
    newest_timestamp: int

    @classmethod
    def of(cls, packets: list[Rewritten]) -> Run:
        """The packets, at least one, with what each route needs to know of them as a whole."""
        newest = max(packets)
        octets = sum([len(packet[5]) for packet in packets])
        return cls(packets, octets, min(packets)[0], newest[0], newest[3])


def _rewritten(packets: list[Accepted], extensions: ExtensionMap) -> Run:
    return Run.of(
        [
            (
                extended,
                packet[0],
                packet[1] & MARKER_BIT,
                header.timestamp,
                _header_tail(packet, header, extensions),
                packet[header.payload_offset :],
            )
            for extended, packet, header in packets
        ]
    )


def _numberable(packets: list[Accepted], extensions: ExtensionMap, transport_cc: int) -> Run:
    """As `_rewritten`, each with an element for its number, which the packet lacks still."""
    rewritten = []
    for extended, packet, header in packets:
        buffer = bytearray(packet[: header.payload_offset])
        extensions.rewrite_in_place(buffer, header)
        tail = before_transport_sequence(buffer, header, transport_cc)
        first, marker = packet[0] | EXTENSION_BIT, packet[1] & MARKER_BIT
        payload = packet[header.payload_offset :]
        rewritten.append((extended, first, marker, header.timestamp, tail, payload))
    return Run.of(rewritten)


def fan_out(
    source: Source, packets: list[Accepted], now: float, send: Callable[[Path, list[bytes]], None]
) -> None:
    """Send the packets to every subscriber of `source`."""
    runs: dict[int | tuple[int, int], Run] = {}
    for route in source.routes:
        outlet, segment = route.outlet, route.segment
        if outlet.path is None or outlet.srtp is None or segment is None:
            continue
        extensions, transport_cc = route.spec.extensions, None
        if outlet.numbering is not None and outlet.numbering.samples(now):
            transport_cc = route.spec.transport_cc
        key = id(extensions) if transport_cc is None else (id(extensions), transport_cc)
        run = runs.get(key)
        if run is None:
            run = runs[key] = (
                _rewritten(packets, extensions)
                if transport_cc is None
                else _numberable(packets, extensions, transport_cc)
            )
        if run.oldest < segment.first_in:
            later = [packet for packet in run.packets if packet[0] >= segment.first_in]
            if not later:
                continue
            run = Run.of(later)
        number = _numbered(outlet.numbering, run, transport_cc is not None, now)
        send(outlet.path, _protected(route, segment, outlet.srtp, run, number, now))


def _numbered(numbering: Numbering | None, run: Run, wanted: bool, now: float) -> int:
    """The transport-wide number of the run's first packet; -1 for a run without numbers."""
    if numbering is None:
        return -1
    if wanted:
        return numbering.number(len(run.packets), run.octets, now)
    numbering.count(run.octets)
    return -1


def _protected(
    route: Route, segment: Segment, srtp: PeerSrtp, run: Run, number: int, now: float
) -> list[bytes]:
    """The run under the route's numbers and keys; `number`: the transport-wide one, or -1."""
    sequence_offset, timestamp_offset = segment.sequence_offset, segment.timestamp_offset
    picture, ssrc, payload_type = segment.picture, route.spec.ssrc, route.spec.payload_type
    encrypt, nonce_base, pack = srtp.encrypt, route.nonce_base ^ srtp.salt, HEADER.pack
    datagrams = []
    for extended, first, marker, timestamp, tail, payload in run.packets:
        out = extended - sequence_offset
        header = (
            pack(
                first,
                marker | payload_type,
                out & 0xFFFF,
                (timestamp - timestamp_offset) & MASK_32,
                ssrc,
            )
            + tail
        )
        if number >= 0:
            header += (number & 0xFFFF).to_bytes(2, "big")
            number += 1
        if picture is not None:
            payload = picture.apply(payload)
        datagrams.append(header + encrypt((nonce_base ^ out).to_bytes(12, "big"), payload, header))
    route.packets += len(datagrams)
    route.octets += run.octets
    newest_out = run.newest - sequence_offset
    if newest_out > route.highest_out:
        route.highest_out = newest_out
        route.last_timestamp = (run.newest_timestamp - timestamp_offset) & MASK_32
        route.last_sent_at = now
    return datagrams


def repair(route: Route, sequences: tuple[int, ...], now: float, interval_s: float) -> list[bytes]:
    """The protected retransmissions of these 16-bit sequence numbers, as far as they are to be
    had.
    """
    if route.spec.transport_cc is not None and route.spec.rtx_ssrc is None:
        # It may have had a number, which nobody remembers.
        return []
    datagrams = []
    for sequence in sequences:
        found = route.find(sequence)
        if found is None:
            continue
        extended, segment = found
        packet = segment.stream.cache.get(extended + segment.sequence_offset)
        if packet is not None and route.may_repair(extended, now, interval_s):
            datagrams.append(_retransmission(route, packet, extended, segment, now))
    if route.outlet.numbering is not None:
        route.outlet.numbering.count(sum(map(len, datagrams)))
    return datagrams


def _retransmission(
    route: Route, packet: bytes, extended: int, segment: Segment, now: float
) -> bytes:
    """On the repair stream (RFC 4588) where the subscriber has one, else the same packet again.

    The same to the last bit: under a number that was used, a cipher in counter mode must never be
    given anything else.
    """
    spec = route.spec
    srtp = route.outlet.srtp
    assert srtp is not None
    header = parse_header(packet)
    marker = packet[1] & MARKER_BIT
    timestamp = (header.timestamp - segment.timestamp_offset) & MASK_32
    payload = packet[header.payload_offset :]
    if segment.picture is not None:
        payload = segment.picture.apply(payload)
    if spec.rtx_ssrc is None or spec.rtx_payload_type is None:
        head = HEADER.pack(
            packet[0], marker | spec.payload_type, extended & 0xFFFF, timestamp, spec.ssrc
        )
        tail = _header_tail(packet, header, spec.extensions)
        return srtp.protect(route.nonce_base | extended, head + tail, payload)
    if spec.abs_send_time is not None:
        packet = stamped(packet, find_elements(packet, header), spec.abs_send_time, now)
    tail = _header_tail(packet, header, spec.extensions)
    index = route.next_repair_index()
    head = HEADER.pack(
        packet[0], marker | spec.rtx_payload_type, index & 0xFFFF, timestamp, spec.rtx_ssrc
    )
    body = ORIGINAL_SEQUENCE.pack(extended & 0xFFFF) + payload
    return srtp.protect(spec.rtx_ssrc << 48 | index, head + tail, body)


def stamped(packet: bytes, elements: Mapping[int, Element], identifier: int, now: float) -> bytes:
    """The packet with its abs-send-time, if it has one under this id, being `now`."""
    offset, length = elements.get(identifier, (0, 0))
    if length != 3:
        return packet
    buffer = bytearray(packet)
    write_abs_send_time(buffer, (offset, length), now)
    return bytes(buffer)
