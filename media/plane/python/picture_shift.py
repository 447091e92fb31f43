"""VP8's own counters, kept continuous when a route changes its source or resumes (RFC 7741, 4.2).

A decoder takes a jump of PictureID or TL0PICIDX for loss, even where the sequence numbers are
whole.
"""

from dataclasses import dataclass

from media.errors import MalformedPacket
from media.rtp.header import parse_header
from media.rtp.payload import vp8


@dataclass(frozen=True, slots=True)
class PictureCounters:
    """PictureID and TL0PICIDX of a packet; None where it has none."""

    picture_id: int | None
    tl0_picture_index: int | None


@dataclass(frozen=True, slots=True)
class PictureShift:
    """What to add to both counters of a source's packets."""

    picture_id: int = 0
    tl0_picture_index: int = 0

    def apply(self, payload: bytes) -> bytes:
        """The payload with its counters shifted; as it was when its descriptor cannot be read."""
        if not self.picture_id and not self.tl0_picture_index:
            return payload
        try:
            descriptor = vp8.parse_descriptor(payload)
        except MalformedPacket:
            return payload
        buffer = bytearray(payload)
        vp8.shift_counters(buffer, 0, descriptor, self.picture_id, self.tl0_picture_index)
        return bytes(buffer)


def read_counters(payload: bytes) -> PictureCounters:
    """The counters of a payload; none when its descriptor cannot be read."""
    try:
        descriptor = vp8.parse_descriptor(payload)
    except MalformedPacket:
        return PictureCounters(None, None)
    return PictureCounters(descriptor.picture_id, descriptor.tl0_picture_index)


def counters_of_packet(packet: bytes) -> PictureCounters:
    """The counters of a whole RTP packet."""
    return read_counters(packet[parse_header(packet).payload_offset :])


def shift_after(last: PictureCounters, first: PictureCounters) -> PictureShift:
    """The shift that makes `first` the successor of `last`."""

    def step(before: int | None, after: int | None) -> int:
        return before + 1 - after if before is not None and after is not None else 0

    return PictureShift(
        step(last.picture_id, first.picture_id),
        step(last.tl0_picture_index, first.tl0_picture_index),
    )
