"""What was sent beside what the receiver says of it: when each run of packets arrived, and how much
of it (draft-holmer-rmcat-transport-wide-cc-extensions-01).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from media.plane.interface import SentRun
from media.rtcp import TransportFeedback
from media.rtcp.transport_feedback import REFERENCE_TICKS

TICKS_PER_S = 4000
REORDERING_S = 0.15
"""What is told to be missing may be late, by 50 ms, and be told of with the next feedback."""
MAX_PENDING = 512


class Arrival(NamedTuple):
    """A run of packets at its other end."""

    run: SentRun
    arrived: int
    first_s: float | None
    """When the first of them arrived, by the receiver's clock; None where all were lost."""


@dataclass(slots=True)
class _Pending:
    run: SentRun
    ticks: list[int] = field(default_factory=list)
    told_at: float | None = None

    def is_settled(self, now: float) -> bool:
        if len(self.ticks) >= self.run.packets:
            return True
        return self.told_at is not None and now - self.told_at >= REORDERING_S


class Arrivals:
    """Matches feedback with what was sent. Each run is told of once, in the order of sending."""

    def __init__(self) -> None:
        self._pending: deque[_Pending] = deque(maxlen=MAX_PENDING)
        self._reference: int | None = None
        self.last_feedback: float | None = None
        """When the receiver last told us anything."""

    def sent(self, runs: Iterable[SentRun]) -> None:
        """These have left, after all that left before."""
        self._pending.extend([_Pending(run) for run in runs])

    def feedback(self, message: TransportFeedback, now: float) -> None:
        """Take what the receiver says; `settled` has what follows from it."""
        self.last_feedback = now
        if not self._pending:
            return
        newest = self._pending[-1].run
        highest = newest.first + newest.packets - 1
        base = highest - ((highest - message.base_sequence) & 0xFFFF)
        offset = self._unwrapped(message.reference_time_64ms) * REFERENCE_TICKS
        arrivals = message.arrivals
        for pending in self._pending:
            start = pending.run.first - base
            stop = start + pending.run.packets
            if start >= len(arrivals):
                break
            if stop <= 0:
                continue
            seen = arrivals[max(0, start) : stop]
            pending.ticks += [offset + tick for tick in seen if tick is not None]
            if pending.told_at is None and stop <= len(arrivals):
                pending.told_at = now

    def _unwrapped(self, reference: int) -> int:
        """The reference time beyond its 24 bits."""
        if self._reference is None:
            self._reference = reference
        self._reference += ((reference - self._reference + 0x800000) & 0xFFFFFF) - 0x800000
        return self._reference

    def settled(self, now: float) -> list[Arrival]:
        """What became of the oldest runs, as far as that is certain."""
        found = []
        while self._pending and self._pending[0].is_settled(now):
            pending = self._pending.popleft()
            first_s = min(pending.ticks) / TICKS_PER_S if pending.ticks else None
            arrived = min(len(pending.ticks), pending.run.packets)
            found.append(Arrival(pending.run, arrived, first_s))
        return found

    def waiting(self) -> SentRun | None:
        """The oldest run of which the receiver has said nothing at all."""
        for pending in self._pending:
            if pending.told_at is None and not pending.ticks:
                return pending.run
        return None
