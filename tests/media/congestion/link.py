"""A simulated line between a sender that samples and a receiver that gives transport-wide feedback:
so many bits a second, a queue before it, jitter, loss."""

from __future__ import annotations

import heapq
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count

from media.congestion.arrivals import Arrivals
from media.congestion.narrowing import Narrow, Narrowing
from media.plane.python.numbering import Numbering
from media.rtcp.transport_cc import ArrivalLog
from tests.support.simulated_network import LimitedLine

FRAME_S, SOUND_S = 0.04, 0.02
SOUND_OCTETS, PACKET_OCTETS = 100, 1100
STEP_S = 0.01
THEIR_CLOCK_S = 123_456.7
"""What the receiver's clock is ahead."""


@dataclass
class Link:
    """25 pictures and 50 packets of sound a second over a line that changes as time passes."""

    capacity_bps: Callable[[float], float]
    queue_s: float = 0.3
    layer_bps: float = 1_500_000
    jitter_s: float = 0.0
    stays_in_order: bool = True
    is_lost: Callable[[float], float] = lambda at: 0.0
    """The probability that a packet is lost, by time."""
    keyframe_every_s: float = 5.0
    keyframe_pictures: float = 5.0
    """So many times as large as another picture."""
    feedback_s: float = 0.1
    drift: float = 0.0
    seed: int = 1
    found: list[tuple[float, Narrow]] = field(default_factory=list)
    late: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)
        self._line = LimitedLine(1.0, self.queue_s, 0.0)
        self._numbering, self._arrivals = Numbering(), Arrivals()
        self.narrowing = Narrowing()
        self._log, self._order = ArrivalLog(), count()
        self._on_the_way: list[tuple[float, int, int]] = []
        self._last_arrival = 0.0

    def play(self, seconds: float, *, until_narrow: bool = False, since: float = 0.0) -> Link:
        """So long, from second `since` on."""
        due = dict.fromkeys(("sound", "frame", "keyframe", "feedback"), since)
        steps = round(seconds / STEP_S)
        for now in (since + step * STEP_S for step in range(steps)):
            if now >= due["sound"]:
                due["sound"] += SOUND_S
                self._send(1, SOUND_OCTETS, now)
            if now >= due["frame"]:
                due["frame"] += FRAME_S
                octets = self.layer_bps * FRAME_S / 8
                if now >= due["keyframe"]:
                    due["keyframe"] += self.keyframe_every_s
                    octets *= self.keyframe_pictures
                packets = max(1, round(octets / PACKET_OCTETS))
                self._send(packets, round(octets / packets), now)
            while self._on_the_way and self._on_the_way[0][0] <= now:
                at, _, number = heapq.heappop(self._on_the_way)
                self._log.record(number & 0xFFFF, THEIR_CLOCK_S + at * (1 + self.drift))
            if now >= due["feedback"]:
                due["feedback"] = now + self.feedback_s
                self._report(now)
            self._judge(now)
            if until_narrow and (self.found or self.late):
                break
        return self

    def _send(self, packets: int, octets: int, now: float) -> None:
        self._line.bitrate_bps = self.capacity_bps(now)
        number = None
        if self._numbering.samples(now):
            number = self._numbering.number(packets, packets * octets, now)
        else:
            self._numbering.count(packets * octets)
        for index in range(packets):
            through = self._line.passes(octets + 50, now)
            lost = through is None or self._random.random() < self.is_lost(now)
            if lost or number is None or through is None:
                continue
            at = through + 0.02 + self._random.random() * self.jitter_s
            if self.stays_in_order:
                at = self._last_arrival = max(at, self._last_arrival)
            heapq.heappush(self._on_the_way, (at, next(self._order), number + index))

    def _report(self, now: float) -> None:
        for message in self._log.take_feedback(1, 2):
            self._arrivals.sent(self._numbering.take())
            self._arrivals.feedback(message, now)

    def _judge(self, now: float) -> None:
        self._arrivals.sent(self._numbering.take())
        narrow = self.narrowing.take(self._arrivals.settled(now), now)
        if narrow is not None:
            self.found.append((now, narrow))
        waiting, heard = self._arrivals.waiting(), self._arrivals.last_feedback
        if self.narrowing.late_s(waiting, heard, now) is not None:
            self.late.append(now)
