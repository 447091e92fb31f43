"""How often something may be done: a token bucket."""

from __future__ import annotations


class TokenBucket:
    """`per_second` in the long run, `burst` at once. It begins full."""

    def __init__(self, per_second: float, burst: float, now: float) -> None:
        self._per_second = per_second
        self._burst = burst
        self._left = burst
        self._at = now

    def take(self, now: float) -> bool:
        """Counts one at `now` (seconds); False when it is one too many."""
        elapsed_s = max(0.0, now - self._at)
        self._left = min(self._burst, self._left + elapsed_s * self._per_second)
        self._at = max(self._at, now)
        if self._left < 1.0:
            return False
        self._left -= 1.0
        return True
