"""What changed. The room's acts return these; whoever called applies them, in order.

Those of one topic (hands, a poll...) are defined in its module.
"""

from __future__ import annotations

from dataclasses import dataclass

from rooms.cameras import Camera
from rooms.people import Person
from rooms.session import Session


class Event:
    """Base of all."""

    __slots__ = ()


class Notice(Event):
    """Only to be told: who receives what stays as it is."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Welcomed(Event):
    """This person is inside and is to be told everything."""

    person: str


@dataclass(frozen=True, slots=True)
class Waits(Event):
    """This person stays before the door: `closed` (not open yet), `lobby` (to be admitted) or
    `locked`."""

    person: str
    reason: str


@dataclass(frozen=True, slots=True)
class PersonChanged(Event):
    """Somebody is new or different. Those who wait are for the eyes of whoever leads."""

    person: Person


@dataclass(frozen=True, slots=True)
class PersonGone(Event):
    """Somebody is no longer shown: `left`, `lost`, `ended`, `removed`..."""

    person: Person
    reason: str


@dataclass(frozen=True, slots=True)
class SessionChanged(Event):
    """The room's session, or its state, is another."""

    session: Session


@dataclass(frozen=True, slots=True)
class Ended(Event):
    """The session is over for this person, who is out."""

    person: str


@dataclass(frozen=True, slots=True)
class CameraChanged(Event):
    """A camera is new or different."""

    camera: Camera


@dataclass(frozen=True, slots=True)
class CameraGone(Event):
    """A camera's place is given up."""

    camera: Camera


@dataclass(frozen=True, slots=True)
class PublicationChanged(Event):
    """There is a publication, or it has other tracks."""

    publication: str


@dataclass(frozen=True, slots=True)
class PublicationEnded(Event):
    """These tracks no longer belong to the room: whoever sends them is to be closed."""

    publication: str
    reason: str
