"""The plan, the room's own screen, and changes made by hand while a session is under way."""

from __future__ import annotations

import pytest

from rooms.errors import NotAllowed, NotPossible
from rooms.events import Event, SessionChanged, Welcomed
from rooms.people import Device, Entrant, Presence
from rooms.roles import Role
from rooms.room import Room
from rooms.session import Session, SessionState

CREPES = Session("crepes", SessionState.CLOSED)
CREPES_OPEN = Session("crepes", SessionState.OPEN)
CHORDS = Session("chords", SessionState.CLOSED)

PAULE = Entrant("Paule", Role.RESIDENT, session="crepes")
SANDRINE = Entrant("Sandrine", Role.ANIMATEUR, session="crepes")
SCREEN = Entrant("Cuisine", Role.KIT, Device.SCREEN)


def room_with(session: Session, **people: Entrant) -> Room:
    room = Room("cuisine")
    room.learn(session)
    for person_id, entrant in people.items():
        room.join(person_id, entrant)
    return room


def test_the_rooms_screen_opens_what_is_due_with_one_press() -> None:
    room = room_with(CREPES, screen=SCREEN, paule=PAULE)
    room.plan(CREPES, due=True)
    events = room.open("screen", CREPES)
    assert events[0] == SessionChanged(CREPES_OPEN) and Welcomed("paule") in events


@pytest.mark.parametrize(
    ("planned", "due"), [(None, False), (CREPES, False), (CHORDS, True)], ids=str
)
def test_the_rooms_screen_opens_nothing_else(planned: Session | None, due: bool) -> None:
    room = room_with(CREPES, screen=SCREEN)
    if planned is not None:
        room.plan(planned, due)
    with pytest.raises(NotPossible, match="early"):
        room.open("screen", CREPES)


@pytest.mark.parametrize("act", ["close", "admit_everyone"])
def test_the_rooms_screen_leads_nothing(act: str) -> None:
    room = room_with(CREPES_OPEN, screen=SCREEN)
    room.plan(CREPES, due=True)
    with pytest.raises(NotAllowed):
        getattr(room, act)("screen")


@pytest.mark.parametrize(
    ("held", "people", "next_held"),
    [
        (CREPES, {}, "chords"),
        (Session("crepes", SessionState.ENDED), {}, "chords"),
        (CREPES_OPEN, {}, "crepes"),
        (CREPES, {"sandrine": SANDRINE}, "crepes"),
        (Session("crepes", SessionState.ENDED), {"sandrine": SANDRINE}, "crepes"),
    ],
    ids=["nobody", "over", "under way", "being prepared", "just over"],
)
def test_the_room_holds_what_the_hours_bring_unless_it_is_busy(
    held: Session, people: dict[str, Entrant], next_held: str
) -> None:
    room = room_with(held, **people)
    room.plan(CHORDS, due=True)
    assert room.current is not None and room.current.id == next_held


def test_a_session_started_from_elsewhere_lets_people_in() -> None:
    room = room_with(CREPES, paule=PAULE)
    assert Welcomed("paule") in room.start(CREPES)
    assert room.start(CREPES) == []
    with pytest.raises(NotPossible, match="busy"):
        room.start(CHORDS)
    assert room.people["paule"].presence is Presence.HERE


@pytest.mark.parametrize(
    ("before", "after", "inside"), [(True, False, True), (True, True, False), (False, True, True)]
)
def test_a_waiting_room_given_up_lets_people_in(before: bool, after: bool, inside: bool) -> None:
    room = room_with(Session("crepes", SessionState.OPEN, before), paule=PAULE)
    # The state that comes along is the database's: the room knows better.
    events = room.amend(Session("crepes", SessionState.CLOSED, after))
    assert events[0] == SessionChanged(Session("crepes", SessionState.OPEN, after))
    assert (room.people["paule"].presence is Presence.HERE) is inside


def test_a_change_to_a_session_that_is_not_held_is_told_and_nothing_else() -> None:
    room = room_with(CREPES_OPEN, paule=PAULE)
    told: list[Event] = [SessionChanged(CHORDS)]
    assert room.amend(CHORDS) == told
    assert room.current == CREPES_OPEN
