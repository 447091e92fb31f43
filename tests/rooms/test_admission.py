"""The door."""

from __future__ import annotations

import pytest

from rooms.admission import MAX_STAFF, Admitted, Decision, Refused, Waiting, admit
from rooms.people import Device, Entrant
from rooms.roles import Role
from rooms.room import Room
from rooms.session import Session, SessionState


def entrant(role: Role, session: str | None = "crepes") -> Entrant:
    return Entrant("x", role, Device.PAGE, session)


def room_in(state: SessionState | None, waiting_room: bool = False) -> Room:
    room = Room("cuisine", capacity=2)
    if state is not None:
        room.learn(Session("crepes", state, waiting_room))
    return room


@pytest.mark.parametrize(
    ("role", "state", "waiting_room", "decision"),
    [
        (Role.RESIDENT, SessionState.OPEN, False, Admitted()),
        (Role.RESIDENT, SessionState.OPEN, True, Waiting("lobby")),
        (Role.RESIDENT, SessionState.CLOSED, False, Waiting("closed")),
        (Role.RESIDENT, SessionState.CLOSED, True, Waiting("closed")),
        (Role.RESIDENT, SessionState.ENDED, False, Refused("ended")),
        (Role.RESIDENT, None, False, Waiting("closed")),
        (Role.ANIMATEUR, SessionState.CLOSED, False, Admitted()),
        (Role.ANIMATEUR, SessionState.ENDED, False, Admitted()),
        (Role.ANIMATEUR, SessionState.OPEN, True, Admitted()),
        (Role.KIT, SessionState.CLOSED, False, Admitted()),
        (Role.KIT, None, False, Admitted()),
        (Role.VIEWER, SessionState.OPEN, False, Refused("token")),
    ],
)
def test_the_door(
    role: Role, state: SessionState | None, waiting_room: bool, decision: Decision
) -> None:
    assert admit(room_in(state, waiting_room), entrant(role)) == decision


def test_a_full_room_refuses_homes_and_still_takes_the_staff() -> None:
    room = room_in(SessionState.OPEN)
    room.join("a", entrant(Role.RESIDENT))
    room.join("b", entrant(Role.RESIDENT))
    assert admit(room, entrant(Role.RESIDENT)) == Refused("full")
    assert admit(room, entrant(Role.ANIMATEUR)) == Admitted()


def test_who_waits_has_a_place_counted() -> None:
    room = room_in(SessionState.CLOSED)
    room.join("a", entrant(Role.RESIDENT))
    room.join("b", entrant(Role.RESIDENT))
    assert admit(room, entrant(Role.RESIDENT)) == Refused("full")


def test_the_staff_is_bounded_too() -> None:
    room = room_in(SessionState.OPEN)
    for number in range(MAX_STAFF):
        room.join(f"kit-{number}", entrant(Role.KIT, None))
    assert admit(room, entrant(Role.KIT, None)) == Refused("full")


def test_another_session_of_the_room_has_its_own_door() -> None:
    room = room_in(SessionState.OPEN)
    assert admit(room, entrant(Role.RESIDENT, "chords")) == Waiting("closed")
    room.learn(Session("yesterday", SessionState.ENDED))
    assert admit(room, entrant(Role.RESIDENT, "yesterday")) == Refused("ended")
