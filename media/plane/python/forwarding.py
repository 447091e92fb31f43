"""A packet on its way out: to every route of its source, or once more to one that lost it.

This is the hottest code of the server: per subscriber one header, one encryption, one append.
"""

from media.plane.python.outlet import Outlet
from media.plane.python.route import HEADER, MASK_32, ORIGINAL_SEQUENCE, Route, Segment
from media.plane.python.source import Source
from media.rtp.extensions import find_elements, write_abs_send_time
from media.rtp.header import RtpHeader, parse_header

MARKER_BIT = 0x80


def _header_tail(route: Route, packet: bytes, header: RtpHeader, now: float) -> bytes:
    """What follows the fixed header (CSRCs, extensions), as the route's subscriber numbers it."""
    spec = route.spec
    end = header.payload_offset
    if not header.extension_length:
        return packet[12:end]
    buffer = bytearray(packet[:end])
    if spec.abs_send_time is not None:
        element = find_elements(buffer, header).get(spec.abs_send_time)
        if element is not None and element[1] == 3:
            write_abs_send_time(buffer, element, now)
    spec.extensions.rewrite_in_place(buffer, header)
    return bytes(buffer[12:])


def forward(
    source: Source, packet: bytes, header: RtpHeader, extended: int, now: float, dirty: list[Outlet]
) -> None:
    """Put the packet into the outbox of every subscriber of `source`; those with mail join
    `dirty`.
    """
    first_byte = packet[0]
    marker = packet[1] & MARKER_BIT
    timestamp = header.timestamp
    payload = packet[header.payload_offset :]
    size = len(payload)
    tails: dict[int, bytes] = {}
    pack = HEADER.pack
    for route in source.routes:
        segment = route.segment
        outlet = route.outlet
        srtp = outlet.srtp
        if segment is None or srtp is None or extended < segment.first_in:
            continue
        spec = route.spec
        key = id(spec.extensions)
        tail = tails.get(key)
        if tail is None:
            tail = tails[key] = _header_tail(route, packet, header, now)
        out = extended - segment.sequence_offset
        out_timestamp = (timestamp - segment.timestamp_offset) & MASK_32
        if out > route.highest_out:
            route.highest_out = out
            route.last_timestamp = out_timestamp
            route.last_sent_at = now
        head = pack(first_byte, marker | spec.payload_type, out & 0xFFFF, out_timestamp, spec.ssrc)
        body = payload if segment.picture is None else segment.picture.apply(payload)
        route.packets += 1
        route.octets += size
        outbox = outlet.outbox
        if not outbox:
            dirty.append(outlet)
        outbox.append(srtp.protect(route.nonce_base | out, head + tail, body))


def repair(route: Route, sequences: tuple[int, ...], now: float, interval_s: float) -> list[bytes]:
    """The protected retransmissions of these 16-bit sequence numbers, as far as they are to be
    had.
    """
    datagrams = []
    for sequence in sequences:
        found = route.find(sequence)
        if found is None:
            continue
        extended, segment = found
        packet = segment.stream.cache.get(extended + segment.sequence_offset)
        if packet is not None and route.may_repair(extended, now, interval_s):
            datagrams.append(_retransmission(route, packet, extended, segment, now))
    return datagrams


def _retransmission(
    route: Route, packet: bytes, extended: int, segment: Segment, now: float
) -> bytes:
    """On the repair stream (RFC 4588) where the subscriber has one, else the same packet again."""
    spec = route.spec
    srtp = route.outlet.srtp
    assert srtp is not None
    header = parse_header(packet)
    marker = packet[1] & MARKER_BIT
    timestamp = (header.timestamp - segment.timestamp_offset) & MASK_32
    payload = packet[header.payload_offset :]
    if segment.picture is not None:
        payload = segment.picture.apply(payload)
    tail = _header_tail(route, packet, header, now)
    if spec.rtx_ssrc is None or spec.rtx_payload_type is None:
        head = HEADER.pack(
            packet[0], marker | spec.payload_type, extended & 0xFFFF, timestamp, spec.ssrc
        )
        return srtp.protect(route.nonce_base | extended, head + tail, payload)
    index = route.next_repair_index()
    head = HEADER.pack(
        packet[0], marker | spec.rtx_payload_type, index & 0xFFFF, timestamp, spec.rtx_ssrc
    )
    body = ORIGINAL_SEQUENCE.pack(extended & 0xFFFF) + payload
    return srtp.protect(spec.rtx_ssrc << 48 | index, head + tail, body)
