"""How often a password may be tried: per person and network, and per network."""

from __future__ import annotations

from server.codes import GuessLimiter

WINDOW_S = 900.0
MAX_PER_PERSON = 5
MAX_PER_NETWORK = 30


class Attempts:
    """Counts what is wrong, before it is known to be: parallel guesses do not slip past."""

    def __init__(self) -> None:
        self._of_person = GuessLimiter(MAX_PER_PERSON, WINDOW_S)
        self._of_network = GuessLimiter(MAX_PER_NETWORK, WINDOW_S)

    def begin(self, address: str, email: str, now: float) -> bool:
        """Counts one at `now` (monotonic seconds). False, and not counted, when it is too many."""
        allowed = self._of_person.allows(address, now, email)
        if not (allowed and self._of_network.allows(address, now)):
            return False
        self._of_person.record_wrong(address, now, email)
        self._of_network.record_wrong(address, now)
        return True

    def forgive(self, address: str, email: str, now: float) -> None:
        """The one begun at `now` was right."""
        self._of_person.forgive(address, now, email)
        self._of_network.forgive(address, now)
