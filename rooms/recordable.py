"""What a recording may hold: the one rule behind every byte that is written down."""

from __future__ import annotations

from rooms.people import Person
from rooms.publications import Source
from rooms.receiving import aside, silenced
from rooms.roles import Role
from rooms.room import Room


def agreed(room: Room) -> frozenset[str]:
    """The tracks of those who agree to be recorded, whether or not they are on now.

    The room's own, and those of whoever leads it from there, are everybody's who is in it.
    """
    if room.current is None or not room.current.recording:
        return frozenset()
    people = room.people
    return frozenset(
        track
        for publication in room.publications.by_id.values()
        for track, source in publication.tracks.items()
        if _agrees(room, people.get(publication.person or ""), source)
    )


def recordable(room: Room) -> frozenset[str]:
    """Those of them that may be written down at this moment: as long as all may hear or see them.
    Nothing that is said aside, nor sent by a page whose person said that it is off."""
    apart = frozenset(
        track
        for person in room.people.values()
        if aside(room, person)
        and (publication := room.publications.of_person(person.id)) is not None
        for track in publication.tracks
    )
    return agreed(room) - silenced(room) - apart


def recordable_of_room(room: Room) -> frozenset[Source]:
    """What might be written of the room's own kit at this moment, were it there: a kit whose line
    is cut keeps no more than that."""
    if room.current is None or not room.current.recording:
        return frozenset()
    sources = {s for s in (Source.CAMERA, Source.MICROPHONE) if _agrees(room, None, s)}
    if room.microphone.muted_by is not None:
        sources.discard(Source.MICROPHONE)
    return frozenset(sources)


def _agrees(room: Room, owner: Person | None, source: Source) -> bool:
    if owner is not None and (owner.role is Role.RESIDENT or room.consents.of(owner.id)):
        return room.consents.may_record(owner.id, source)
    return room.consents.may_record_room() and not _refused_there(room, source)


def _refused_there(room: Room, source: Source) -> bool:
    """Whether somebody in the room, with a device of their own, answered for themself otherwise
    than was said for all."""
    return any(
        person.companion
        and room.consents.of(person.id) is not None
        and not room.consents.may_record(person.id, source)
        for person in room.people.values()
    )
