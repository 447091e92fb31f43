"""Reactions: shown for a moment, kept nowhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from rooms.errors import NotPossible
from rooms.events import Event, Notice
from rooms.token_bucket import TokenBucket
from rooms.topic import Topic

PER_SECOND, BURST = 2.0, 4.0


class Reaction(StrEnum):
    """What can be shown."""

    BRAVO = "bravo"
    THANKS = "merci"
    YES = "oui"
    NO = "non"
    LAUGH = "rire"
    HEART = "coeur"


@dataclass(frozen=True, slots=True)
class Reacted(Notice):
    """Somebody reacts."""

    person: str
    kind: Reaction


class Reactions(Topic):
    """How often each one does."""

    def __init__(self) -> None:
        self._rates: dict[str, TokenBucket] = {}

    def react(self, person_id: str, kind: Reaction, now: float) -> Sequence[Event]:
        """Shows it. Raises NotPossible ("rate")."""
        rate = self._rates.setdefault(person_id, TokenBucket(PER_SECOND, BURST, now))
        if not rate.take(now):
            raise NotPossible("rate")
        return (Reacted(person_id, kind),)

    def person_left(self, person_id: str) -> Sequence[Event]:
        """See `Topic`."""
        self._rates.pop(person_id, None)
        return ()
