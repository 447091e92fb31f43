"""Devices that stand in the room itself: those that said so, and those noticed there.

A companion ("Je suis dans la salle") has no sound in or out, and takes part in everything else. A
microphone that is found to stand in the same room as another is not switched off by anybody: both
people are told, and one of them makes a companion of their device, or says that they are elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rooms.events import Event, Notice
from rooms.topic import Topic

#: A microphone of the room itself is cut for this long when it howls: nobody could reopen it.
ROOM_CUT_S = 5.0


@dataclass(frozen=True, slots=True)
class SameRoom(Notice):
    """This person's device stands in one room with that of `other` (an id), or (None) no longer
    seems to."""

    person: str
    other: str | None


@dataclass(frozen=True, slots=True)
class Howled(Notice):
    """This person's microphone, or (None) the room's own, was cut because it howled."""

    person: str | None


@dataclass(frozen=True, slots=True)
class RoomMicrophoneCut(Event):
    """A microphone of the room is cut, or (`over`) heard again."""

    over: bool


class SharedRooms(Topic):
    """Which pairs of people were told that their microphones stand in one room."""

    def __init__(self) -> None:
        self._found: set[tuple[str, str]] = set()
        self._denied: set[tuple[str, str]] = set()

    def other_of(self, person: str) -> str | None:
        """Somebody whose microphone stands where this person's does."""
        others = (pair[pair[0] == person] for pair in sorted(self._found) if person in pair)
        return next(others, None)

    def found(self, pairs: Iterable[tuple[str, str]]) -> Sequence[Event]:
        """The pairs (person ids) found in one room now. Who is told, or told otherwise."""
        before = self._told()
        self._found = {_pair(*pair) for pair in pairs if pair[0] != pair[1]} - self._denied
        after = self._told()
        people = sorted(before.keys() | after.keys())
        return [
            SameRoom(person, after.get(person))
            for person in people
            if before.get(person) != after.get(person)
        ]

    def deny(self, person: str, other: str) -> Sequence[Event]:
        """The person says that they are elsewhere: this pair is not warned again."""
        self._denied.add(_pair(person, other))
        return self.found(self._found)

    def person_left(self, person_id: str) -> Sequence[Event]:
        """See `Topic`."""
        self._denied = {pair for pair in self._denied if person_id not in pair}
        return self.person_hidden(person_id)

    def person_hidden(self, person_id: str) -> Sequence[Event]:
        """See `Topic`."""
        return self.found([pair for pair in self._found if person_id not in pair])

    def clear(self) -> Sequence[Event]:
        """See `Topic`."""
        self._denied.clear()
        return self.found(())

    def _told(self) -> dict[str, str | None]:
        return {person: self.other_of(person) for pair in self._found for person in pair}


def _pair(first: str, second: str) -> tuple[str, str]:
    return (first, second) if first < second else (second, first)


class CutMicrophones(Topic):
    """The microphones of the room itself that howled, by track, and until when they are cut."""

    def __init__(self) -> None:
        self._until: dict[str, float] = {}

    @property
    def tracks(self) -> frozenset[str]:
        """Those that nobody hears now."""
        return frozenset(self._until)

    def cut(self, track: str, now: float) -> Sequence[Event]:
        """Cuts one at `now` (monotonic seconds)."""
        self._until[track] = now + ROOM_CUT_S
        return (RoomMicrophoneCut(over=False),)

    def advance(self, now: float) -> Sequence[Event]:
        """See `Topic`."""
        over = [track for track, until in self._until.items() if now >= until]
        for track in over:
            del self._until[track]
        return (RoomMicrophoneCut(over=True),) if over else ()

    def clear(self) -> Sequence[Event]:
        """See `Topic`."""
        cut = bool(self._until)
        self._until.clear()
        return (RoomMicrophoneCut(over=True),) if cut else ()
