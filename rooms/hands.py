"""Raised hands, the first to be raised first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rooms.events import Event, Notice
from rooms.topic import Topic


@dataclass(frozen=True, slots=True)
class HandsChanged(Notice):
    """The order is another."""


class Hands(Topic):
    """Whoever is lost keeps their turn as long as their place, and is not shown meanwhile."""

    def __init__(self) -> None:
        self._raised: dict[str, None] = {}
        self._hidden: set[str] = set()

    @property
    def order(self) -> tuple[str, ...]:
        """Those whose hand is up and who are here."""
        return tuple(person for person in self._raised if person not in self._hidden)

    def position(self, person_id: str) -> int | None:
        """1 for the first; None for a hand that is down."""
        if person_id not in self._raised or person_id in self._hidden:
            return None
        return self.order.index(person_id) + 1

    def set(self, person_id: str, up: bool) -> Sequence[Event]:
        """Raises it, last in the order, or lowers it."""
        if up is (person_id in self._raised):
            return ()
        if up:
            self._raised[person_id] = None
        else:
            del self._raised[person_id]
        return (HandsChanged(),)

    def person_left(self, person_id: str) -> Sequence[Event]:
        """See `Topic`."""
        was_hidden = person_id in self._hidden
        self._hidden.discard(person_id)
        changed = self.set(person_id, False)
        return () if was_hidden else changed

    def person_hidden(self, person_id: str) -> Sequence[Event]:
        """See `Topic`."""
        self._hidden.add(person_id)
        return (HandsChanged(),) if person_id in self._raised else ()

    def person_back(self, person_id: str) -> Sequence[Event]:
        """See `Topic`."""
        self._hidden.discard(person_id)
        return (HandsChanged(),) if person_id in self._raised else ()

    def clear(self) -> Sequence[Event]:
        """See `Topic`."""
        was_up = bool(self._raised)
        self._raised.clear()
        return (HandsChanged(),) if was_up else ()
