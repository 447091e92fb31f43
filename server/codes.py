"""A session's 9-digit code: reading it as people write it, and slowing down those who guess."""

from __future__ import annotations

from collections import OrderedDict, deque
from ipaddress import IPv6Address, ip_address, ip_network

CODE_DIGITS = 9
MAX_ATTEMPTS = 15
WINDOW_S = 300.0
MAX_ADDRESSES = 10_000
_SEPARATORS = str.maketrans("", "", " \u00a0\u202f.-")


def normalise_code(text: str) -> str | None:
    """The 9 digits of `text`, in groups or not; None when it is not a code."""
    digits = text.translate(_SEPARATORS)
    return digits if len(digits) == CODE_DIGITS and digits.isascii() and digits.isdigit() else None


class GuessLimiter:
    """Allows 15 wrong codes per 5 minutes and address. Right ones are not counted: a whole centre
    may come from one address."""

    def __init__(self) -> None:
        self._wrong: OrderedDict[str, deque[float]] = OrderedDict()

    @property
    def address_count(self) -> int:
        """How many addresses are remembered."""
        return len(self._wrong)

    def allows(self, address: str, now: float) -> bool:
        """Whether `address` may try a code at `now` (monotonic seconds)."""
        wrong = self._wrong.get(_network_of(address))
        if wrong is None:
            return True
        while wrong and wrong[0] <= now - WINDOW_S:
            wrong.popleft()
        return len(wrong) < MAX_ATTEMPTS

    def record_wrong(self, address: str, now: float) -> None:
        """Counts one wrong code. The addresses longest unheard of are forgotten first."""
        network = _network_of(address)
        self._wrong.setdefault(network, deque(maxlen=MAX_ATTEMPTS)).append(now)
        self._wrong.move_to_end(network)
        if len(self._wrong) > MAX_ADDRESSES:
            self._wrong.popitem(last=False)

    def forgive(self, address: str, now: float) -> None:
        """Takes back what `record_wrong` counted for an attempt at `now` that proved right."""
        wrong = self._wrong.get(_network_of(address))
        if wrong is not None and now in wrong:
            wrong.remove(now)


def _network_of(address: str) -> str:
    """An IPv6 home owns a /64 and could change its address at each guess."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped is None:
        return str(ip_network((parsed, 64), strict=False))
    return str(parsed)
