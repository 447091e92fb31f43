"""Transport-wide numbers on what leaves for one peer (draft-holmer-rmcat-transport-wide-cc-01).

Not on everything: the answers cost more than the numbers. Samples tell as much of a line, since
what was not numbered passed it between two that were.
"""

from __future__ import annotations

from collections import deque

from media.plane.interface import SentRun

SAMPLE_INTERVAL_S = 0.2
"""From the beginning of one sample to that of the next."""
SAMPLE_S = 0.035
"""All that leaves during this is numbered: mostly a picture is among it, and sound."""
MAX_RUNS = 256
"""Kept for control to take: more than it lets come together."""


class Numbering:
    """Which of a peer's packets are numbered, and what was sent under which numbers."""

    __slots__ = ("_next_sample", "_octets", "_runs", "_sample_ends", "_sequence")

    def __init__(self) -> None:
        self._sequence = 0
        self._octets = 0
        self._next_sample = self._sample_ends = float("-inf")
        self._runs: deque[SentRun] = deque(maxlen=MAX_RUNS)

    def samples(self, now: float) -> bool:
        """Whether what leaves now is numbered."""
        if now < self._sample_ends:
            return True
        if now < self._next_sample:
            return False
        self._next_sample, self._sample_ends = now + SAMPLE_INTERVAL_S, now + SAMPLE_S
        return True

    def count(self, octets: int) -> None:
        """So much more was sent, without numbers."""
        self._octets += octets

    def number(self, packets: int, octets: int, now: float) -> int:
        """Packets that leave together: the number (extended) of the first, the others follow."""
        first = self._sequence
        self._sequence = first + packets
        self._runs.append(SentRun(first, packets, octets, self._octets, now))
        self._octets += octets
        return first

    def take(self) -> list[SentRun]:
        """What was numbered since the last call."""
        runs = list(self._runs)
        self._runs.clear()
        return runs
