"""The attendance sheet of one session: who took part, from where, from when to when.

Those at home and the companions are written down by themselves; those in the room are ticked, or
write themselves down at the door. Everything can be corrected by hand. Instants are unix seconds.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from rooms.errors import NotPossible

#: Lines of one sheet: more are a mistake or a prank.
MAX_LINES = 500


class Place(StrEnum):
    """From where somebody takes part."""

    HOME = "home"
    ROOM = "room"
    PHONE = "phone"


class Origin(StrEnum):
    """How a line came onto the sheet."""

    LIVE = "live"  # by coming into the session
    TICKED = "ticked"  # by whoever leads
    DOOR = "door"  # by themself, with the code on the door


@dataclass(frozen=True, slots=True)
class Attendee:
    """One line. `left_s` is None while they are here; `present` False means struck out: entered
    by mistake, or expected and not come.

    `given` is the name as it was first given, by which somebody is known again, whatever a hand
    made of `name`; `person` the live connection's person, if the line is or was one's.
    """

    id: str
    name: str
    place: Place
    origin: Origin
    arrived_s: float
    left_s: float | None = None
    present: bool = True
    corrected: bool = False
    given: str = ""
    person: str = ""

    @property
    def here(self) -> bool:
        """Takes part now."""
        return self.present and self.left_s is None


@dataclass(frozen=True, slots=True)
class Correction:
    """What a hand changes of a line; None leaves it. `here_still` takes a departure back."""

    name: str | None = None
    place: Place | None = None
    arrived_s: float | None = None
    left_s: float | None = None
    present: bool | None = None
    here_still: bool = False


@dataclass(frozen=True, slots=True)
class Counts:
    """How many took part, from where."""

    room: int
    home: int
    phone: int

    @property
    def total(self) -> int:
        """All of them."""
        return self.room + self.home + self.phone


class Sheet:
    """The lines by id, and how many were counted in the room. Each act returns what it changed."""

    def __init__(self, lines: Iterable[Attendee] = (), in_room: int = 0) -> None:
        self.lines: dict[str, Attendee] = {line.id: line for line in lines}
        #: Heads counted in the room, named or not.
        self.in_room = in_room

    def counts(self) -> Counts:
        """Those who took part so far."""
        return self._count(line for line in self.lines.values() if line.present)

    def here(self) -> Counts:
        """Those who take part now."""
        return self._count(line for line in self.lines.values() if line.here)

    def arrive(
        self, line_id: str, person: str, name: str, place: Place, at_s: float
    ) -> list[Attendee]:
        """Somebody came into the session, or came back, or changed name or place. `line_id` is
        for a new line.

        A connection that breaks may bring the same neighbour back as another person: a line of
        the same name that was left goes on, rather than that they count as two.
        """
        known = self._of_person(person) or self._to_go_on(name, place)
        if known is None:
            line = Attendee(line_id, name, place, Origin.LIVE, at_s, given=name, person=person)
            return self._add(line)
        back = replace(known, person=person, left_s=None)
        if not known.corrected:  # A hand's word on the line stays.
            back = replace(back, name=name, given=name, place=place, present=True)
        return self._put(known, back)

    def leave(self, person: str, at_s: float) -> list[Attendee]:
        """Somebody's connection ended. In the room that means a telephone that sleeps: whoever is
        there stays until the end."""
        known = self._of_person(person)
        if known is None or known.left_s is not None or known.place is Place.ROOM:
            return []
        return self._put(known, replace(known, left_s=max(known.arrived_s, at_s)))

    def tick(
        self, line_id: str, name: str, here: bool, at_s: float, origin: Origin = Origin.TICKED
    ) -> list[Attendee]:
        """Somebody in the room is ticked (`here`), or the tick is taken back. The same name twice
        is one line: names at the door and names ticked meet."""
        known = self._in_room(name)
        if known is not None:
            left_s = None if here else known.left_s
            return self._put(known, replace(known, present=here, left_s=left_s))
        line = Attendee(line_id, name, Place.ROOM, origin, at_s, present=here, given=name)
        return self._add(line)

    def count(self, in_room: int) -> list[Attendee]:
        """Heads were counted in the room: no line changes by it."""
        self.in_room = in_room
        return []

    def correct(self, line_id: str, correction: Correction) -> list[Attendee]:
        """A hand changes a line. Raises NotPossible: `unknown`, or `order` when somebody would
        leave before they came."""
        known = self.lines.get(line_id)
        if known is None:
            raise NotPossible("unknown")
        arrived_s = known.arrived_s if correction.arrived_s is None else correction.arrived_s
        left_s = known.left_s if correction.left_s is None else correction.left_s
        if correction.here_still:
            left_s = None
        if left_s is not None and left_s < arrived_s:
            raise NotPossible("order")
        corrected = replace(
            known,
            name=correction.name or known.name,
            place=correction.place or known.place,
            arrived_s=arrived_s,
            left_s=left_s,
            present=known.present if correction.present is None else correction.present,
            corrected=True,
        )
        return self._put(known, corrected)

    def close(self, at_s: float) -> list[Attendee]:
        """The session is over: whoever was still here went now."""
        changed: list[Attendee] = []
        for line in list(self.lines.values()):
            if line.here:
                changed += self._put(line, replace(line, left_s=max(line.arrived_s, at_s)))
        return changed

    def reopen(self, closed_s: float) -> list[Attendee]:
        """The session that was closed at `closed_s` goes on: those in the room never left it;
        those at home come back by themselves."""
        changed: list[Attendee] = []
        for line in list(self.lines.values()):
            left_s = line.left_s
            if line.place is Place.ROOM and left_s is not None and abs(left_s - closed_s) < 0.001:
                changed += self._put(line, replace(line, left_s=None))
        return changed

    def _add(self, line: Attendee) -> list[Attendee]:
        if len(self.lines) >= MAX_LINES:
            raise NotPossible("full")
        self.lines[line.id] = line
        return [line]

    def _put(self, known: Attendee, changed: Attendee) -> list[Attendee]:
        if changed == known:
            return []
        self.lines[known.id] = changed
        return [changed]

    def _count(self, lines: Iterable[Attendee]) -> Counts:
        """Of the room the larger of heads and names: not everybody who is there has a line."""
        places = [line.place for line in lines]
        room = max(self.in_room, places.count(Place.ROOM))
        return Counts(room, places.count(Place.HOME), places.count(Place.PHONE))

    def _of_person(self, person: str) -> Attendee | None:
        return next((line for line in self.lines.values() if line.person == person), None)

    def _to_go_on(self, name: str, place: Place) -> Attendee | None:
        if place is Place.ROOM:
            return self._in_room(name)
        return next(
            (
                line
                for line in self.lines.values()
                if line.place is place and line.left_s is not None and _same(line.given, name)
            ),
            None,
        )

    def _in_room(self, name: str) -> Attendee | None:
        return next(
            (
                line
                for line in self.lines.values()
                if line.place is Place.ROOM and _same(line.given, name)
            ),
            None,
        )


def _same(name: str, other: str) -> bool:
    return bool(name) and name.casefold() == other.casefold()
