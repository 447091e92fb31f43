"""How much may be on its way on a TCP connection that has a queue.

TCP itself sends until the line's own queue overflows: seconds of delay on a narrow line with a
large one, and losses that hold everything up. So once more is sent than the line carries, no more
is handed to the system than the line carries in a round trip and a tenth of a second: the rest
waits in `SendQueue`, where sound goes first.
"""

from __future__ import annotations

TARGET_S = 0.1
"""What may wait in the line's own queue."""
SAMPLE_S = 0.2
MIN_BYTES = 8192
"""Beside others who fill the line's queue, more would be better, and less is nothing at all."""
START_BYTES = 24_576
"""On a line of which nothing is known: a wide one shows itself within a sample or two."""
FORGET_S = 10.0
"""After so long without a queue the line may be another."""


class SendWindow:
    """Fed with what the other end has acknowledged, while there is a queue."""

    __slots__ = ("_began", "_began_acknowledged", "_rate", "_seen", "_trip_s")

    def __init__(self) -> None:
        self._rate: float | None = None
        """Bytes a second; None while nothing is known."""
        self._trip_s = 0.0
        self._seen = float("-inf")
        """When there was a queue last."""
        self._began: float | None = None
        self._began_acknowledged = 0

    def observe(self, acknowledged: int, shortest_trip_s: float, now: float) -> None:
        """So many bytes have been acknowledged so far, and there is a queue."""
        self._trip_s, self._seen = shortest_trip_s, now
        if self._began is None:
            self._began, self._began_acknowledged = now, acknowledged
        elif now - self._began >= SAMPLE_S:
            rate = (acknowledged - self._began_acknowledged) / (now - self._began)
            self._rate = rate if self._rate is None else (rate + self._rate) / 2
            self._began, self._began_acknowledged = now, acknowledged

    def emptied(self) -> None:
        """There is no queue: from now on nothing can be learnt."""
        self._began = None

    def limit(self, now: float) -> int:
        """In bytes."""
        if self._rate is None or now - self._seen > FORGET_S:
            self._rate = None
            return START_BYTES
        return max(MIN_BYTES, int(self._rate * (self._trip_s + TARGET_S)))
