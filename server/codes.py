"""A session's 9-digit code: reading it as people write it, and slowing down those who guess."""

from __future__ import annotations

import secrets
from collections import OrderedDict, deque
from ipaddress import IPv6Address, ip_address, ip_network

CODE_DIGITS = 9
MAX_ATTEMPTS = 15
WINDOW_S = 300.0
MAX_ADDRESSES = 10_000
_SEPARATORS = str.maketrans("", "", " \u00a0\u202f.-")


def new_code() -> str:
    """Nine digits, the first not 0, so that nobody drops it."""
    return str(secrets.randbelow(900_000_000) + 100_000_000)


def normalise_code(text: str) -> str | None:
    """The 9 digits of `text`, in groups or not; None when it is not a code."""
    digits = text.translate(_SEPARATORS)
    return digits if len(digits) == CODE_DIGITS and digits.isascii() and digits.isdigit() else None


class GuessLimiter:
    """Allows so many wrong guesses per window and address. Right ones are not counted: a whole
    centre may come from one address. With `about`, each subject is counted apart."""

    def __init__(self, max_attempts: int = MAX_ATTEMPTS, window_s: float = WINDOW_S) -> None:
        self._max_attempts = max_attempts
        self._window_s = window_s
        self._wrong: OrderedDict[tuple[str, str], deque[float]] = OrderedDict()

    @property
    def address_count(self) -> int:
        """How many addresses (and subjects) are remembered."""
        return len(self._wrong)

    def allows(self, address: str, now: float, about: str = "") -> bool:
        """Whether `address` may guess at `now` (monotonic seconds)."""
        wrong = self._wrong.get((_network_of(address), about))
        if wrong is None:
            return True
        while wrong and wrong[0] <= now - self._window_s:
            wrong.popleft()
        return len(wrong) < self._max_attempts

    def record_wrong(self, address: str, now: float, about: str = "") -> None:
        """Counts one wrong guess. Those longest unheard of are forgotten first."""
        key = (_network_of(address), about)
        self._wrong.setdefault(key, deque(maxlen=self._max_attempts)).append(now)
        self._wrong.move_to_end(key)
        if len(self._wrong) > MAX_ADDRESSES:
            self._wrong.popitem(last=False)

    def forgive(self, address: str, now: float, about: str = "") -> None:
        """Takes back what `record_wrong` counted for an attempt at `now` that proved right."""
        wrong = self._wrong.get((_network_of(address), about))
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
