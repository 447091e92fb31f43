"""The door: who comes in, who waits, who is refused. Every way in asks here."""

from __future__ import annotations

from dataclasses import dataclass

from rooms.people import Entrant
from rooms.roles import Permission, Role, may
from rooms.room import Room
from rooms.session import SessionState

#: Animateurs, screens and agents of one room at once.
MAX_STAFF = 16


@dataclass(frozen=True, slots=True)
class Admitted:
    """Come in."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Stay before the door: `closed` (not open yet), `lobby` (to be admitted) or `locked`."""

    reason: str


@dataclass(frozen=True, slots=True)
class Refused:
    """Not in: `token`, `full`, `ended` or `removed`."""

    reason: str


Decision = Admitted | Waiting | Refused


def admit(room: Room, entrant: Entrant) -> Decision:
    """What the door answers to `entrant`. Changes nothing; `Room.join` follows."""
    if not may(entrant.role, Permission.ENTER):
        return Refused("token")
    if entrant.role is not Role.RESIDENT:
        return Refused("full") if room.count_staff() >= MAX_STAFF else Admitted()
    if room.state_of(entrant.session) is SessionState.ENDED:
        return Refused("ended")
    if room.shut_for(entrant):
        return Refused("removed")
    # Those who wait count too: whoever was let wait can be admitted.
    if room.count_residents() >= room.capacity:
        return Refused("full")
    reason = room.waiting_reason(entrant)
    return Admitted() if reason is None else Waiting(reason)
