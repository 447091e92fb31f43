"""When a packet's sound was, on our clock, freed from the network's jitter."""

from media.rtp.sequence import timestamp_distance

CREEP_S_PER_S = 0.001
"""How fast the smallest delay seen is forgotten: clocks drift by half of that at the most."""
JUMP_S = 1.0
"""A delay that changes by this much is a new stream of timestamps, or a new way through the
network.
"""


class Timeline:
    """Places RTP timestamps on the arrival clock: each packet as if it had come with the least
    delay seen lately. Times of one stream keep the exact spacing of their timestamps.
    """

    __slots__ = ("_clock_rate", "_elapsed", "_offset_s", "_placed_at", "_timestamp")

    def __init__(self, clock_rate: int) -> None:
        self._clock_rate = clock_rate
        self._timestamp: int | None = None
        self._elapsed = 0
        self._offset_s = 0.0
        self._placed_at = 0.0

    def place(self, timestamp: int, arrival_s: float) -> float:
        """The time in seconds, on the clock of `arrival_s`, of a packet's RTP timestamp."""
        if self._timestamp is not None:
            self._elapsed += timestamp_distance(timestamp, self._timestamp)
        offset_s = arrival_s - self._elapsed / self._clock_rate
        if self._timestamp is None or abs(offset_s - self._offset_s) > JUMP_S:
            self._offset_s = offset_s
        else:
            crept_s = self._offset_s + CREEP_S_PER_S * max(0.0, arrival_s - self._placed_at)
            self._offset_s = min(offset_s, crept_s)
        self._timestamp = timestamp
        self._placed_at = arrival_s
        return self._offset_s + self._elapsed / self._clock_rate
