"""Being heard and seen: the tracks that people and the room send, and their own word on them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from rooms.errors import NotAllowed
from rooms.events import Event, Notice
from rooms.people import Person
from rooms.publications import Publication
from rooms.roles import Permission, may
from rooms.room import Room
from rooms.source import Source

_NEEDED = {
    Source.MICROPHONE: Permission.PUBLISH_MICROPHONE,
    Source.CAMERA: Permission.PUBLISH_CAMERA,
}


@dataclass(frozen=True, slots=True)
class ScreenTaken(Notice):
    """This person's screen is no longer shown, by the act of `by` (a name)."""

    person: str
    by: str


def set_microphone(room: Room, by: str, on: bool) -> list[Event]:
    """The person's own word on whether they are heard."""
    person = _publisher(room, by, Source.MICROPHONE)
    return room.change(replace(person, microphone=on))


def set_camera(room: Room, by: str, on: bool) -> list[Event]:
    """The person's own word on whether they are seen."""
    person = _publisher(room, by, Source.CAMERA)
    return room.change(replace(person, camera=on))


def may_share(room: Room, person: Person) -> bool:
    """Whether `person` may share a screen: one of the room's, a leader's, or any home's where the
    activity says so."""
    if may(person.role, Permission.PUBLISH_SCREEN) or room.leads(person.id):
        return True
    sharing = room.current is not None and room.current.sharing
    return sharing and may(person.role, Permission.PUBLISH_CAMERA)


def set_screen(room: Room, by: str, on: bool) -> list[Event]:
    """The person's own word on whether their screen is shown. One at a time: the last one wins."""
    person = _publisher(room, by, Source.SCREEN) if on else room.require(by, Permission.ENTER)
    taken = _stop_screens(room, person) if on else []
    return taken + room.change(replace(person, screen=on))


def stop_screen(room: Room, by: str) -> list[Event]:
    """Whoever shares a screen no longer does."""
    return _stop_screens(room, room.require_lead(by))


def end_screens_not_allowed(room: Room) -> list[Event]:
    """The screens of those who may no longer share: the lead went on, the activity changed."""
    events: list[Event] = []
    for person in list(room.people.values()):
        if person.screen and not may_share(room, person):
            events += room.change(replace(person, screen=False))
    return events


def require_publishing(room: Room, by: str, sources: Iterable[Source]) -> None:
    """Raises NotAllowed unless the person is inside and may publish all of `sources`."""
    room.require(by, Permission.ENTER)
    for source in sources:
        _publisher(room, by, source)


def publish_own(room: Room, by: str, publication: Publication) -> list[Event]:
    """The person's own microphone, camera, screen; nothing is sent on before they say so."""
    require_publishing(room, by, publication.tracks.values())
    return room.publications.publish(replace(publication, person=by))


def publish_room(room: Room, publication: Publication) -> list[Event]:
    """The room's own camera and microphone, named by the publication's camera role."""
    return room.with_consequences(room.publications.publish(replace(publication, person=None)))


def end_publication(room: Room, publication_id: str, reason: str) -> list[Event]:
    """Its publisher stopped on purpose."""
    return room.with_consequences(room.publications.end(publication_id, reason))


def lose_publication(room: Room, publication_id: str, now: float) -> list[Event]:
    """Its publisher vanished; a camera's place is kept for its return."""
    return room.with_consequences(room.publications.lose(publication_id, now))


def _publisher(room: Room, by: str, source: Source) -> Person:
    """The person who asks, who may publish `source` now. Raises NotAllowed."""
    person = room.require(by, Permission.ENTER)
    needed = _NEEDED.get(source)
    allowed = may_share(room, person) if needed is None else may(person.role, needed)
    # Aside, an animateur speaks too; a device in the room sends nothing at all.
    aside = source is Source.MICROPHONE and room.helping.aside_with(by) is not None
    if person.companion or not (allowed or aside):
        raise NotAllowed
    return person


def _stop_screens(room: Room, by: Person) -> list[Event]:
    events: list[Event] = []
    for person in list(room.people.values()):
        if person.screen and person.id != by.id:
            events += [*room.change(replace(person, screen=False)), ScreenTaken(person.id, by.name)]
    return events
