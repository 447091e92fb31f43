"""What whoever leads shows to everybody: a timer, a camera or somebody in front, a resource."""

from __future__ import annotations

from collections.abc import Sequence

from rooms.errors import NotPossible
from rooms.events import Event
from rooms.roles import Permission, may
from rooms.room import Room
from rooms.spotlight import Spot


def start_timer(
    room: Room, by: str, seconds: int, label: str, now: float, wall_s: float
) -> Sequence[Event]:
    """Starts the timer anew."""
    room.require_lead(by)
    return room.timer.start(seconds, label, now, wall_s)


def stop_timer(room: Room, by: str) -> Sequence[Event]:
    """Takes the timer away."""
    room.require_lead(by)
    return room.timer.stop()


def put_in_front(room: Room, by: str, spot: Spot | None) -> Sequence[Event]:
    """Puts a camera or somebody in front: whoever leads; the room's kit, by a key of its own, one
    of the room's cameras. Raises NotPossible ("unknown") when it is not there."""
    person = room.require_here(by, Permission.ENTER)
    by_the_room = may(person.role, Permission.REPORT) and spot is not None and spot.camera
    if not by_the_room:
        room.require_lead(by)
    if spot is not None and not _is_here(room, spot):
        raise NotPossible("unknown")
    return room.spotlight.set(spot)


def show_resource(room: Room, by: str, resource_id: str | None) -> Sequence[Event]:
    """Shows one of the session's resources. Raises NotPossible ("unknown")."""
    room.require_lead(by)
    known = room.current.resources if room.current is not None else ()
    if resource_id is not None and resource_id not in known:
        raise NotPossible("unknown")
    return room.shelf.put(resource_id)


def _is_here(room: Room, spot: Spot) -> bool:
    if spot.camera is not None:
        return any(camera.id == spot.camera for camera in room.publications.cameras.values())
    person = room.people.get(spot.person or "")
    return person is not None and person.inside
