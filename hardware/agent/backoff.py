"""How long to wait before trying again."""

FIRST_S = 0.5
LONGEST_S = 5.0


class Backoff:
    """Doubles from ``FIRST_S`` to ``LONGEST_S``; starts over after a success."""

    def __init__(self) -> None:
        self._next_s = FIRST_S

    def next_s(self) -> float:
        """The delay before the next attempt, in seconds."""
        delay_s = self._next_s
        self._next_s = min(2 * delay_s, LONGEST_S)
        return delay_s

    def reset(self) -> None:
        """An attempt succeeded."""
        self._next_s = FIRST_S
