"""One stream that goes out: a source's packets under an SSRC, numbers and a clock of its own.

The numbers stay continuous over pauses, changes of source (simulcast layers) and restarts of a
sender: each of these begins a segment with new offsets. A retransmission looks its packet up
through them.
"""

from __future__ import annotations

import secrets
import struct
from dataclasses import dataclass

from media.plane.interface import RouteSpec, RouteState
from media.plane.python.outlet import Outlet
from media.plane.python.picture_shift import (
    PictureCounters,
    PictureShift,
    counters_of_packet,
    read_counters,
    shift_after,
)
from media.plane.python.stream import Stream

MASK_32 = 0xFFFFFFFF
MAX_SEGMENTS = 8
# A subscriber may have repaired at most half of what it was sent, and a start of a second or so.
REPAIR_BURST_PACKETS = 256

HEADER = struct.Struct("!BBHII")
ORIGINAL_SEQUENCE = struct.Struct("!H")


@dataclass(slots=True)
class Segment:
    """A run of packets of one source: what to subtract from its numbers to get the route's."""

    stream: Stream
    first_in: int
    first_out: int
    sequence_offset: int
    timestamp_offset: int
    picture: PictureShift | None = None


class Route:
    """A downtrack: where each packet of the source goes, and as what."""

    __slots__ = (
        "_last_picture",
        "_repair_index",
        "_repairable_from",
        "_resent",
        "_segments",
        "highest_out",
        "last_sent_at",
        "last_timestamp",
        "nonce_base",
        "octets",
        "outlet",
        "packets",
        "repaired",
        "segment",
        "spec",
        "target",
    )

    def __init__(self, spec: RouteSpec, outlet: Outlet) -> None:
        self.spec = spec
        self.outlet = outlet
        self.segment: Segment | None = None
        """The current run of packets; None while silent."""
        self.target: Stream | None = None
        """The source that takes over at its next keyframe."""
        self._segments: list[Segment] = []
        self._last_picture: PictureCounters | None = None
        # Below 2^15, so that a receiver that misses the first packets still counts no roll-over.
        self.highest_out = secrets.randbelow(0x3FFF) + 1
        self.last_timestamp = 0
        self.last_sent_at: float | None = None
        self.nonce_base = spec.ssrc << 48
        self.packets = 0
        self.octets = 0
        self.repaired = 0
        self._repair_index = secrets.randbelow(0x3FFF) + 1
        self._resent: dict[int, float] = {}
        self._repairable_from = 0

    @property
    def stream(self) -> Stream | None:
        """The source carried now."""
        return self.segment.stream if self.segment else None

    def interrupt(self) -> None:
        """Fall silent until the source's next keyframe."""
        if self.segment:
            self.target = self.segment.stream
            self._end_segment()

    def silence(self) -> None:
        """Carry nothing, and wait for nothing."""
        self._end_segment()
        self.target = None

    def give_up(self) -> None:
        """Repair nothing of what was sent so far."""
        self._repairable_from = self.highest_out + 1

    def _end_segment(self) -> None:
        """Remember where VP8's counters stand while the last packet is still in the cache."""
        segment, self.segment = self.segment, None
        if segment is None or segment.stream.spec.codec != "VP8":
            return
        packet = segment.stream.cache.get(self.highest_out + segment.sequence_offset)
        if packet is not None:
            last = counters_of_packet(packet)
            shift = segment.picture or PictureShift()
            self._last_picture = PictureCounters(
                None if last.picture_id is None else last.picture_id + shift.picture_id,
                None
                if last.tl0_picture_index is None
                else last.tl0_picture_index + shift.tl0_picture_index,
            )

    def leave(self, stream: Stream) -> None:
        """The source is gone: nothing of it is kept."""
        if self.segment is not None and self.segment.stream is stream:
            self._end_segment()
        if self.target is stream:
            self.target = None
        self._segments = [segment for segment in self._segments if segment.stream is not stream]

    def begin(
        self, stream: Stream, sequence: int, timestamp: int, payload: bytes, now: float
    ) -> None:
        """Carry `source` from this packet on (extended sequence number, its timestamp)."""
        previous = self._segments[-1] if self._segments else None
        first_out = self.highest_out + 1
        segment = Segment(
            stream,
            first_in=sequence,
            first_out=first_out,
            sequence_offset=sequence - first_out,
            timestamp_offset=self._timestamp_offset(previous, stream, timestamp, now),
        )
        self._end_segment()
        if stream.spec.codec == "VP8" and self._last_picture is not None:
            segment.picture = shift_after(self._last_picture, read_counters(payload))
        self.segment, self.target = segment, None
        self._segments = [*self._segments[-(MAX_SEGMENTS - 1) :], segment]

    def _timestamp_offset(
        self, previous: Segment | None, stream: Stream, timestamp: int, now: float
    ) -> int:
        """What to subtract from the source's timestamps so that the route's clock runs on."""
        if previous is None:
            return 0
        if previous.stream is stream:
            return previous.timestamp_offset
        expected = previous.stream.clock.timestamp_at_ntp(stream.clock.ntp_time)
        if stream.clock.known and expected is not None:
            # Both layers' clocks are known: the same instant keeps the same timestamp.
            return (stream.clock.rtp_timestamp - expected + previous.timestamp_offset) & MASK_32
        elapsed_s = now - self.last_sent_at if self.last_sent_at is not None else 0.0
        step = max(1, int(elapsed_s * stream.spec.clock_rate))
        return (timestamp - self.last_timestamp - step) & MASK_32

    def find(self, sequence: int) -> tuple[int, Segment] | None:
        """The extended number and the segment of a 16-bit sequence number that a subscriber
        lost.
        """
        behind = (self.highest_out - sequence) & 0xFFFF
        extended = self.highest_out - behind
        if extended < self._repairable_from:
            return None
        for segment in reversed(self._segments):
            if extended >= segment.first_out:
                return extended, segment
        return None

    def may_repair(self, extended: int, now: float, interval_s: float) -> bool:
        """Whether a lost packet may be sent again now; counts it when so."""
        if self.repaired >= REPAIR_BURST_PACKETS + self.packets // 2:
            return False
        if now - self._resent.get(extended, -1e9) < interval_s:
            return False
        if len(self._resent) > 512:
            self._resent = {n: at for n, at in self._resent.items() if n > self.highest_out - 512}
        self._resent[extended] = now
        self.repaired += 1
        return True

    def state(self) -> RouteState:
        """What the route has done so far."""
        segment = self.segment
        return RouteState(
            source_id=segment.stream.spec.source_id if segment else None,
            packets=self.packets,
            octets=self.octets,
            timestamp_offset=segment.timestamp_offset if segment else 0,
            repaired=self.repaired,
        )

    def next_repair_index(self) -> int:
        """The extended sequence number of the next packet on the repair stream."""
        self._repair_index += 1
        return self._repair_index
