"""The wire form of transport-wide feedback (draft-holmer-rmcat-transport-wide-cc-01, 3.1).

A status symbol per packet (lost; arrived, small delta; arrived, large delta), packed in chunks
of 16 bits: a run of one symbol, 14 symbols of one bit, or 7 of two bits. Then the deltas from
one arrival to the next, in ticks of 250 µs, of 8 (small) or 16 (large, signed) bits.
"""

import struct
from collections.abc import Iterator

from media.errors import MalformedPacket
from media.rtcp.packets import TransportFeedback

REFERENCE_TICKS = 256
"""Ticks of 250 µs in one unit (64 ms) of the reference time."""

MAX_LARGE_DELTA = 0x7FFF
MIN_LARGE_DELTA = -0x8000
_MAX_SMALL_DELTA = 0xFF
_MAX_RUN = 0x1FFF
_MAX_STATUSES = 16384
"""Far more than any receiver reports at once: a few bytes could announce 65535 lost packets."""

_LOST, _SMALL, _LARGE = 0, 1, 2

_HEAD = struct.Struct("!IIHHI")
"""sender ssrc, media ssrc, base sequence, status count, reference time (24) and count (8)"""
_CHUNK = struct.Struct("!H")
_LARGE_DELTA = struct.Struct("!h")


def parse_transport_feedback(body: bytes) -> TransportFeedback:
    """Read what follows the RTCP head, padding removed (later bytes are ignored).

    Raises MalformedPacket when chunks or deltas are missing, a symbol is the
    reserved one, or the packets are implausibly many.
    """
    if len(body) < _HEAD.size:
        raise MalformedPacket("transport feedback shorter than its head")
    sender_ssrc, media_ssrc, base_sequence, status_count, word = _HEAD.unpack_from(body)
    if status_count > _MAX_STATUSES:
        raise MalformedPacket("transport feedback about implausibly many packets")
    runs, offset = _parse_chunks(body, status_count)
    arrivals = _parse_deltas(body, offset, runs)
    return TransportFeedback(
        sender_ssrc, media_ssrc, base_sequence, word >> 8, word & 0xFF, tuple(arrivals)
    )


def _parse_chunks(body: bytes, status_count: int) -> tuple[list[tuple[int, int]], int]:
    """Runs of (symbol, length) that cover `status_count` packets, and where the deltas start.

    Runs, not symbols: a few bytes may announce thousands of lost packets.
    """
    runs: list[tuple[int, int]] = []
    offset = _HEAD.size
    missing = status_count
    while missing > 0:
        if offset + 2 > len(body):
            raise MalformedPacket("transport feedback without all its chunks")
        (chunk,) = _CHUNK.unpack_from(body, offset)
        offset += 2
        if not chunk & 0x8000:
            length = min(chunk & _MAX_RUN, missing)
            runs.append((chunk >> 13, length))
            missing -= length
            continue
        if chunk & 0x4000:
            symbols = [chunk >> shift & 3 for shift in range(12, -1, -2)]
        else:
            symbols = [chunk >> shift & 1 for shift in range(13, -1, -1)]
        runs.extend((symbol, 1) for symbol in symbols[:missing])
        missing -= len(symbols)
    return runs, offset


def _parse_deltas(body: bytes, offset: int, runs: list[tuple[int, int]]) -> list[int | None]:
    arrivals: list[int | None] = []
    tick = 0
    for symbol, length in runs:
        if symbol == _LOST:
            arrivals.extend([None] * length)
            continue
        if symbol > _LARGE:
            raise MalformedPacket("reserved symbol in transport feedback")
        if offset + symbol * length > len(body):
            raise MalformedPacket("transport feedback without all its deltas")
        for _ in range(length):
            if symbol == _SMALL:
                tick += body[offset]
            else:
                tick += _LARGE_DELTA.unpack_from(body, offset)[0]
            offset += symbol
            arrivals.append(tick)
    return arrivals


def serialize_transport_feedback(feedback: TransportFeedback) -> bytes:
    """The body after the RTCP head, not padded.

    Raises ValueError when a delta is beyond 16 bits or the feedback count beyond 8.
    """
    if not 0 <= feedback.feedback_count <= 0xFF:
        raise ValueError("the feedback count is in 0..255")
    symbols = bytearray()
    deltas = bytearray()
    previous = 0
    for arrival in feedback.arrivals:
        if arrival is None:
            symbols.append(_LOST)
            continue
        delta = arrival - previous
        previous = arrival
        if 0 <= delta <= _MAX_SMALL_DELTA:
            symbols.append(_SMALL)
            deltas.append(delta)
        elif MIN_LARGE_DELTA <= delta <= MAX_LARGE_DELTA:
            symbols.append(_LARGE)
            deltas += _LARGE_DELTA.pack(delta)
        else:
            raise ValueError("arrivals more than 8 s apart do not fit one transport feedback")
    head = _HEAD.pack(
        feedback.sender_ssrc,
        feedback.media_ssrc,
        feedback.base_sequence,
        len(symbols),
        feedback.reference_time_64ms << 8 | feedback.feedback_count,
    )
    return head + b"".join(map(_CHUNK.pack, _chunks(symbols))) + deltas


def _chunks(symbols: bytearray) -> Iterator[int]:
    """The fewest bytes that a look at one chunk at a time finds."""
    offset = 0
    while offset < len(symbols):
        symbol = symbols[offset]
        run = _run_length(symbols, offset)
        one_bit = max(symbols[offset : offset + 14]) < _LARGE
        if run >= (14 if one_bit else 7) or offset + run == len(symbols):
            yield symbol << 13 | run
            offset += run
        elif one_bit:
            yield 0x8000 | _packed(symbols[offset : offset + 14], 14, 1)
            offset += 14
        else:
            yield 0xC000 | _packed(symbols[offset : offset + 7], 7, 2)
            offset += 7


def _run_length(symbols: bytearray, offset: int) -> int:
    end = min(len(symbols), offset + _MAX_RUN)
    rest = symbols[offset:end].lstrip(symbols[offset : offset + 1])
    return end - offset - len(rest)


def _packed(symbols: bytearray, width: int, bits: int) -> int:
    word = 0
    for symbol in symbols.ljust(width, b"\0"):
        word = word << bits | symbol
    return word
