"""What whoever leads puts in front of everybody: a camera of the room, or somebody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rooms.events import Event, Notice
from rooms.topic import Topic


@dataclass(frozen=True, slots=True)
class Spot:
    """Exactly one of both: the id of a camera's place, or of a person."""

    camera: str | None = None
    person: str | None = None


@dataclass(frozen=True, slots=True)
class SpotlightChanged(Notice):
    """Something else is in front, or nothing."""


class Spotlight(Topic):
    """A person who is lost leaves it; a camera's place keeps it until the place is given up."""

    def __init__(self) -> None:
        self.spot: Spot | None = None

    def set(self, spot: Spot | None) -> Sequence[Event]:
        """Puts `spot` in front; None: everybody chooses."""
        if spot == self.spot:
            return ()
        self.spot = spot
        return (SpotlightChanged(),)

    def camera_gone(self, camera_id: str) -> Sequence[Event]:
        """A camera's place was given up."""
        return self.set(None) if self.spot == Spot(camera=camera_id) else ()

    def person_left(self, person_id: str) -> Sequence[Event]:
        """See `Topic`."""
        return self.set(None) if self.spot == Spot(person=person_id) else ()

    def person_hidden(self, person_id: str) -> Sequence[Event]:
        """See `Topic`."""
        return self.person_left(person_id)

    def clear(self) -> Sequence[Event]:
        """See `Topic`."""
        return self.set(None)
