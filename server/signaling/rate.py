"""How much a connection may say: a token bucket."""

from __future__ import annotations

BURST = 60.0
PER_SECOND = 20.0


class MessageRate:
    """Twenty messages a second in the long run, sixty at once."""

    def __init__(self, now: float) -> None:
        self._left = BURST
        self._at = now

    def allows(self, now: float) -> bool:
        """Counts one message at `now` (seconds); False when it is one too many."""
        self._left = min(BURST, self._left + (now - self._at) * PER_SECOND)
        self._at = now
        if self._left < 1.0:
            return False
        self._left -= 1.0
        return True
