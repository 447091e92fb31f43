"""A ceiling on how often something may happen."""

MAX_RTCP_PER_S = 150
"""Datagrams from one peer; a browser on a bad network sends some fifty a second."""


class RateLimit:
    """At most `per_s` events in each second, counted anew from the first event after it."""

    __slots__ = ("_count", "_per_s", "_window_end")

    def __init__(self, per_s: int) -> None:
        self._per_s = per_s
        self._window_end = 0.0
        self._count = 0

    def allow(self, now: float) -> bool:
        """Whether one more is within the limit; counts it."""
        if now >= self._window_end:
            self._window_end, self._count = now + 1.0, 0
        self._count += 1
        return self._count <= self._per_s
