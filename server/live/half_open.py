"""Transports that were agreed on and have not connected yet: bounded in number and in time."""

from __future__ import annotations

MAX_HALF_OPEN = 128
HALF_OPEN_S = 15.0


class HalfOpen:
    """Counts them; whoever asks too much is told to come back."""

    def __init__(self, limit: int = MAX_HALF_OPEN, timeout_s: float = HALF_OPEN_S) -> None:
        self._limit = limit
        self._timeout_s = timeout_s
        self._since: dict[str, float] = {}

    @property
    def full(self) -> bool:
        """No further transport may be begun now."""
        return len(self._since) >= self._limit

    def begin(self, peer_id: str, now: float) -> None:
        """The transport was agreed on at `now` (monotonic seconds)."""
        self._since[peer_id] = now

    def settle(self, peer_id: str) -> None:
        """It connected, or it is gone."""
        self._since.pop(peer_id, None)

    def expired(self, now: float) -> list[str]:
        """Those that waited too long, forgotten here."""
        late = [peer for peer, since in self._since.items() if now - since >= self._timeout_s]
        for peer in late:
            del self._since[peer]
        return late
