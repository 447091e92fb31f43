"""The door that whoever leads can lock, and those it stays shut for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rooms.events import Event, Notice
from rooms.topic import Topic


@dataclass(frozen=True, slots=True)
class LockChanged(Notice):
    """The door was locked or unlocked."""


@dataclass(frozen=True, slots=True)
class Removed(Notice):
    """This person is out by the act of `by` (a name)."""

    person: str
    by: str


class Door(Topic):
    """Locked or not; and which browsers were shown out of which session, for as long as the room
    lives: a session that is opened again does not let them in."""

    def __init__(self) -> None:
        self.locked = False
        self._shut_for: set[tuple[str, str]] = set()

    def lock(self, on: bool) -> Sequence[Event]:
        """Locks or unlocks it."""
        if on is self.locked:
            return ()
        self.locked = on
        return (LockChanged(),)

    def shut_for(self, session: str, client: str) -> None:
        """The browser `client` does not come back to `session`."""
        if client:
            self._shut_for.add((session, client))

    def is_shut_for(self, session: str, client: str) -> bool:
        """Whether the browser `client` was shown out of `session`."""
        return (session, client) in self._shut_for

    def clear(self) -> Sequence[Event]:
        """See `Topic`."""
        return self.lock(False)
