"""Who may connect: anybody, but those who have proved nothing yet are few, and not for long."""

from __future__ import annotations

from ipaddress import ip_address, ip_network

MAX_STRANGERS = 512
MAX_STRANGERS_PER_ADDRESS = 64
"""A browser opens one connection per peer connection and pair of addresses; a whole centre may
share one address."""
PATIENCE_S = 10.0
"""A browser's first check follows the connection at once."""


class Strangers:
    """The connections that no peer has claimed, by number, oldest first."""

    def __init__(self) -> None:
        self._since: dict[int, tuple[float, str]] = {}
        self._counts: dict[str, int] = {}

    def numbers(self) -> list[int]:
        """Who they are."""
        return list(self._since)

    def is_crowded(self, host: str) -> bool:
        """Whether one more from this host would have somebody go."""
        here = self._counts.get(_origin(host), 0)
        return here >= MAX_STRANGERS_PER_ADDRESS or len(self._since) >= MAX_STRANGERS

    def arrive(self, number: int, host: str, now: float) -> int | None:
        """One more from this host. Who has to go for that: nobody (None), the oldest of all when
        they are too many, this one when its address has too many already.
        """
        if self._counts.get(_origin(host), 0) >= MAX_STRANGERS_PER_ADDRESS:
            return number
        oldest = next(iter(self._since)) if len(self._since) >= MAX_STRANGERS else None
        self.estrange(number, host, now)
        return oldest

    def estrange(self, number: int, host: str, now: float) -> None:
        """Nobody knows this one (any more). Who is a stranger already stays one since then."""
        if number not in self._since:
            origin = _origin(host)
            self._since[number] = now, origin
            self._counts[origin] = self._counts.get(origin, 0) + 1

    def leave(self, number: int) -> None:
        """It is known now, or gone."""
        if number not in self._since:
            return
        origin = self._since.pop(number)[1]
        self._counts[origin] -= 1
        if not self._counts[origin]:
            del self._counts[origin]

    def overdue(self, now: float) -> list[int]:
        """Those who had their time."""
        return [n for n, (since, _) in self._since.items() if now - since > PATIENCE_S]


def _origin(host: str) -> str:
    """What one sender can be told by: an IPv4 address, the network of an IPv6 one."""
    address = ip_address(host.split("%")[0])
    if address.version == 6:
        return str(ip_network((address, 64), strict=False))
    return str(address)
