"""Keeps a drawn source to its rate."""

import time


class Pace:
    """Waits so that turns come ``rate_hz`` times a second on average, without drift."""

    def __init__(self, rate_hz: float) -> None:
        self._interval_s = 1.0 / rate_hz
        self._next: float | None = None

    def wait(self) -> None:
        """Sleep until the next turn. A long stall is forgotten rather than caught up with."""
        now = time.monotonic()
        if self._next is None or now - self._next > 1.0:
            self._next = now
        if self._next > now:
            time.sleep(self._next - now)
        self._next += self._interval_s
