"""What people write to each other. The last lines are kept, for those who come later, until the
session is over; nothing is stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rooms.errors import NotPossible
from rooms.events import Event, Notice
from rooms.token_bucket import TokenBucket
from rooms.topic import Topic

KEPT_LINES = 100
PER_SECOND, BURST = 1.0, 5.0


@dataclass(frozen=True, slots=True)
class ChatLine:
    """Something written. `name` is the writer's at that time; `at_s`: unix seconds."""

    id: str
    person: str
    name: str
    text: str
    at_s: float


@dataclass(frozen=True, slots=True)
class Written(Notice):
    """There is a new line."""

    line: ChatLine


@dataclass(frozen=True, slots=True)
class Erased(Notice):
    """Whoever leads took a line away."""

    line: str


class Chat(Topic):
    """The lines, the oldest first."""

    def __init__(self) -> None:
        self._lines: dict[str, ChatLine] = {}
        self._rates: dict[str, TokenBucket] = {}
        self._serial = 0

    @property
    def lines(self) -> tuple[ChatLine, ...]:
        """The last ones."""
        return tuple(self._lines.values())

    def write(
        self, person_id: str, name: str, text: str, now: float, wall_s: float
    ) -> Sequence[Event]:
        """Adds a line. Raises NotPossible ("rate") when somebody writes too much."""
        rate = self._rates.setdefault(person_id, TokenBucket(PER_SECOND, BURST, now))
        if not rate.take(now):
            raise NotPossible("rate")
        self._serial += 1
        line = ChatLine(f"m{self._serial}", person_id, name, text, wall_s)
        self._lines[line.id] = line
        if len(self._lines) > KEPT_LINES:
            del self._lines[next(iter(self._lines))]
        return (Written(line),)

    def erase(self, line_id: str) -> Sequence[Event]:
        """Takes a line away. Raises NotPossible ("unknown")."""
        if self._lines.pop(line_id, None) is None:
            raise NotPossible("unknown")
        return (Erased(line_id),)

    def person_left(self, person_id: str) -> Sequence[Event]:
        """See `Topic`. What they wrote stays."""
        self._rates.pop(person_id, None)
        return ()

    def clear(self) -> Sequence[Event]:
        """See `Topic`. The lines already on the screens stay there."""
        self._lines.clear()
        return ()
