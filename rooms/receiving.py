"""Who receives what: the one rule behind every picture and sound that leaves the server."""

from __future__ import annotations

from rooms.errors import NotPossible
from rooms.people import Device, Person, Presence
from rooms.publications import Publication, Source
from rooms.roles import Permission, Role, may
from rooms.room import Room
from rooms.session import SessionState


class Entitlements:
    """The tracks that each person is entitled to, as things are now: none before the door, never
    their own. Worked out once for all who are entitled alike."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._alike: dict[tuple[Role, Device, bool, str | None], frozenset[str]] = {}

    def of(self, person_id: str) -> frozenset[str]:
        """Those of one person."""
        room = self._room
        person = room.people.get(person_id)
        if person is None or not takes_part(room, person):
            return frozenset()
        # Whatever `_entitled` looks at.
        kind = (person.role, person.device, person.companion, room.helping.aside_with(person_id))
        if kind not in self._alike:
            self._alike[kind] = frozenset(
                track
                for publication in room.publications.by_id.values()
                for track, source in publication.tracks.items()
                if _entitled(room, person, _owner(room, publication), source)
            )
        own = room.publications.of_person(person_id)
        return self._alike[kind] if own is None else self._alike[kind] - own.tracks.keys()


def receives(room: Room, person_id: str) -> frozenset[str]:
    """The tracks that one person is entitled to."""
    return Entitlements(room).of(person_id)


def takes_part(room: Room, person: Person) -> bool:
    """Whether `person` is inside what the room holds now."""
    return person.inside and room.concerns(person.session)


def notices(room: Room, viewer_id: str, person: Person) -> bool:
    """Whether `viewer_id` is told of `person`; those who wait are shown to whoever leads."""
    viewer = room.people.get(viewer_id)
    if viewer is None or not takes_part(room, viewer):
        return False
    return person.presence is not Presence.WAITING or room.leads(viewer_id)


def _owner(room: Room, publication: Publication) -> Person | None:
    return None if publication.person is None else room.people.get(publication.person)


def _entitled(room: Room, person: Person, owner: Person | None, source: Source) -> bool:
    if not source.is_picture:
        return _hears(room, person, owner, source)
    if owner is not None and owner.role is not Role.KIT:
        return may(person.role, Permission.SEE_HOMES)
    # The screen shows those in the room what homes see; its own sound again would howl.
    return may(person.role, Permission.SEE_ROOM) or person.device is Device.SCREEN


def _hears(room: Room, person: Person, owner: Person | None, source: Source) -> bool:
    voice = source is Source.MICROPHONE
    other = room.helping.aside_with(person.id)
    if other is not None:
        return voice and owner is not None and owner.id == other
    if person.companion:
        return False
    if owner is None or owner.role is Role.KIT:
        return may(person.role, Permission.HEAR_ROOM)
    if voice and (aside(room, owner) or not may(owner.role, Permission.PUBLISH_MICROPHONE)):
        return False
    return may(person.role, Permission.HEAR_HOMES)


def aside(room: Room, person: Person) -> bool:
    """Whether `person` stepped aside with somebody, who alone hears them."""
    return room.helping.aside_with(person.id) is not None


def silenced(room: Room) -> frozenset[str]:
    """Tracks of people who said that they are not to be heard, or not seen, and the room's own
    sound while it is switched off: nobody gets them, whatever their page or kit still sends."""
    quiet: set[str] = set(room.cut_microphones.tracks)
    muted = room.microphone.muted_by is not None
    for publication in room.publications.by_id.values():
        owner = _owner(room, publication)
        if muted and (owner is None or owner.role is Role.KIT):
            quiet |= {t for t, s in publication.tracks.items() if s is Source.MICROPHONE}
        if owner is None:
            continue
        quiet |= {track for track, source in publication.tracks.items() if not owner.sends(source)}
    return frozenset(quiet)


def heard_by_all(room: Room) -> dict[str, bool]:
    """The microphones that are on and not aside, and whether each is the room's own."""
    quiet = silenced(room)
    return {
        track: owner is None or owner.role is Role.KIT
        for publication in room.publications.by_id.values()
        if (owner := _owner(room, publication)) is None or not aside(room, owner)
        for track, source in publication.tracks.items()
        if source is Source.MICROPHONE and track not in quiet
    }


def playable(room: Room, camera_role: str) -> tuple[str, ...]:
    """The tracks for a player: that camera, then the room's microphone.

    Raises NotPossible: `closed` (the session is not open), `camera` (nobody publishes it now).
    """
    if room.state_of(None) is not SessionState.OPEN:
        raise NotPossible("closed")
    camera = room.publications.cameras.get(camera_role)
    if camera is None or camera.track is None:
        raise NotPossible("camera")
    microphones = (
        track
        for publication in room.publications.of_room()
        for track, source in publication.tracks.items()
        if source is Source.MICROPHONE
    )
    return (camera.track, *list(microphones)[:1])
