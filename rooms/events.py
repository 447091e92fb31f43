"""What changed. A method of the room returns these; whoever called applies them, in order."""

from __future__ import annotations

from dataclasses import dataclass

from rooms.cameras import Camera
from rooms.people import Person
from rooms.session import Session


@dataclass(frozen=True, slots=True)
class Welcomed:
    """This person is inside and is to be told everything."""

    person: str


@dataclass(frozen=True, slots=True)
class Waits:
    """This person stays before the door: `closed` (not open yet) or `lobby` (to be admitted)."""

    person: str
    reason: str


@dataclass(frozen=True, slots=True)
class PersonChanged:
    """Somebody is new or different. Those who wait are for the eyes of whoever leads."""

    person: Person


@dataclass(frozen=True, slots=True)
class PersonGone:
    """Somebody is no longer shown: `left`, `lost`, `ended`, `replaced`, `slow`..."""

    person: Person
    reason: str


@dataclass(frozen=True, slots=True)
class SessionChanged:
    """The room's session, or its state, is another."""

    session: Session


@dataclass(frozen=True, slots=True)
class Ended:
    """The session is over for this person, who is out."""

    person: str


@dataclass(frozen=True, slots=True)
class CameraChanged:
    """A camera is new or different."""

    camera: Camera


@dataclass(frozen=True, slots=True)
class CameraGone:
    """A camera's place is given up."""

    camera: Camera


@dataclass(frozen=True, slots=True)
class PublicationEnded:
    """These tracks no longer belong to the room: whoever sends them is to be closed."""

    publication: str
    reason: str


Event = (
    Welcomed
    | Waits
    | PersonChanged
    | PersonGone
    | SessionChanged
    | Ended
    | CameraChanged
    | CameraGone
    | PublicationEnded
)
