"""The lead handed over for a while: those at home who lead beside the animateur."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rooms.events import Event, Notice
from rooms.topic import Topic


@dataclass(frozen=True, slots=True)
class LeadChanged(Notice):
    """This person leads from now on, or no longer."""

    person: str


class Lead(Topic):
    """By person, until when (monotonic seconds; None: until it is taken back). It ends with its
    holder's place; whoever is lost from sight does not lead meanwhile."""

    def __init__(self) -> None:
        self._until: dict[str, float | None] = {}

    def holds(self, person_id: str) -> bool:
        """Whether the lead was handed to this person."""
        return person_id in self._until

    def give(self, person_id: str, until: float | None) -> Sequence[Event]:
        """Hands it over, or changes its end."""
        held = person_id in self._until
        self._until[person_id] = until
        return () if held else (LeadChanged(person_id),)

    def take(self, person_id: str) -> Sequence[Event]:
        """Takes it back."""
        if person_id not in self._until:
            return ()
        del self._until[person_id]
        return (LeadChanged(person_id),)

    def person_left(self, person_id: str) -> Sequence[Event]:
        """See `Topic`."""
        return self.take(person_id)

    def advance(self, now: float) -> Sequence[Event]:
        """See `Topic`."""
        over = [p for p, until in self._until.items() if until is not None and now >= until]
        return [event for person in over for event in self.take(person)]

    def clear(self) -> Sequence[Event]:
        """See `Topic`."""
        return [event for person in list(self._until) for event in self.take(person)]
