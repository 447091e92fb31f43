"""A track over a bad line, simulated: what the recorder's file lacks in the end, with the server's
own requests for what is missing and the recorder's own order.

Browsers keep what they sent for a second, or three round trips, and send nothing again within a
round trip; so does a kit, which keeps more. aiortc by itself keeps few packets, and sends them
again whenever it is asked.
"""

from __future__ import annotations

import heapq
import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

from hardware.agent.sent_packets import KEPT_PACKETS
from media.track.losses import LossTracker
from recorder.reorder import Lost, ReorderBuffer

TICK_S = 0.02
PER_SECOND = 200
"""About 2 Mb/s of pictures."""


@dataclass(frozen=True, slots=True)
class Publisher:
    """For how long it keeps what it sent; whether a round trip passes before it is sent again."""

    kept_s: float
    kept_round_trips: float = 0.0
    waits: bool = False


BROWSER = Publisher(1.0, 3.0, waits=True)
KIT = Publisher(KEPT_PACKETS / PER_SECOND, waits=True)
AIORTC = Publisher(128 / PER_SECOND)


@dataclass(frozen=True, slots=True)
class Line:
    """Both ways: each datagram is lost with this probability, and all of them now and then."""

    loss: float = 0.2
    burst_s: float = 0.5
    #: From one burst to the next, on average.
    every_s: float = 5.0
    round_trip_s: float = 0.04
    jitter_s: float = 0.005


@dataclass(slots=True)
class Outcome:
    """Of so many packets, how many came in order and how many the file lacks; how many were lost at
    first, and how many packets were sent again."""

    packets: int = 0
    written: int = 0
    lost_at_first: int = 0
    missing: int = 0
    sent_again: int = 0


def over(
    line: Line,
    publisher: Publisher = BROWSER,
    *,
    patient: bool = True,
    seconds: float = 60.0,
    seed: int = 1,
) -> Outcome:
    """What becomes of a track of this publisher's; `patient`: as one that is recorded."""
    return _Run(line, publisher, patient, seed).go(seconds)


class _Run:
    def __init__(self, line: Line, publisher: Publisher, patient: bool, seed: int) -> None:
        self._line, self._publisher = line, publisher
        self._tracker, self._buffer = LossTracker(), ReorderBuffer[int]()
        self._tracker.patient = patient
        self._chance = random.Random(seed)
        self._order = count()
        self._way: list[tuple[float, int, str, list[int]]] = []
        self._sent_at: dict[int, float] = {}
        self._again_at: dict[int, float] = {}
        self._highest = -1
        self._outcome = Outcome()
        self._gone: list[tuple[float, float]] = []

    def go(self, seconds: float) -> Outcome:
        self._gone = list(self._bursts(seconds))
        packets = int(seconds * PER_SECOND)
        next_tick = 0.0
        for step in range(packets + 5 * PER_SECOND):
            now = step / PER_SECOND
            if step < packets:
                self._outcome.packets += 1
                self._sent_at[step] = now
                # The first begins the count, the last ones show what was lost before them.
                sure = step == 0 or step == packets - 1
                if not self._send("packet", [step], now, sure=sure):
                    self._outcome.lost_at_first += 1
            self._arrive(now)
            if now >= next_tick:
                next_tick += TICK_S
                self._count(self._buffer.poll(now))
                if asked := self._tracker.due(now):
                    self._send("request", asked, now)
        self._count(self._buffer.flush())
        return self._outcome

    def _bursts(self, seconds: float) -> Iterator[tuple[float, float]]:
        at = self._chance.expovariate(1 / self._line.every_s) + 1.0
        while self._line.burst_s and at < seconds - 1.0:
            yield at, at + self._line.burst_s
            at += self._line.burst_s + self._chance.expovariate(1 / self._line.every_s)

    def _send(self, kind: str, numbers: list[int], now: float, *, sure: bool = False) -> bool:
        gone = any(begin <= now < end for begin, end in self._gone)
        if not sure and (gone or self._chance.random() < self._line.loss):
            return False
        at = now + self._line.round_trip_s / 2 + self._chance.random() * self._line.jitter_s
        heapq.heappush(self._way, (at, next(self._order), kind, numbers))
        return True

    def _arrive(self, now: float) -> None:
        while self._way and self._way[0][0] <= now:
            at, _, kind, numbers = heapq.heappop(self._way)
            if kind == "request":
                self._send_again(numbers, at)
            else:
                self._take(numbers[0], at)

    def _send_again(self, numbers: list[int], now: float) -> None:
        publisher, round_trip_s = self._publisher, self._line.round_trip_s
        kept_s = max(publisher.kept_s, publisher.kept_round_trips * round_trip_s)
        for number in numbers:
            lately = now - self._again_at.get(number, -1e9) < round_trip_s
            if now - self._sent_at[number] <= kept_s and not (publisher.waits and lately):
                self._again_at[number] = now
                self._outcome.sent_again += 1
                self._send("packet", [number], now)

    def _take(self, number: int, now: float) -> None:
        if number > self._highest + 1 and self._highest >= 0:
            self._tracker.missed(self._highest + 1, number - 1, now)
        elif number < self._highest:
            self._tracker.arrived(number)
        self._highest = max(self._highest, number)
        self._count(self._buffer.push(number, number, now))

    def _count(self, items: Iterator[int | Lost]) -> None:
        for item in items:
            if isinstance(item, Lost):
                self._outcome.missing += item.count
            else:
                self._outcome.written += 1
