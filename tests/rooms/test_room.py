"""A room as its people live it: coming in, waiting, leading, losing the connection."""

from __future__ import annotations

import pytest

from rooms.acts.publishing import (
    lose_publication,
    publish_own,
    publish_room,
    set_camera,
    set_microphone,
)
from rooms.errors import NotAllowed, NotPossible
from rooms.events import (
    Ended,
    Event,
    PersonChanged,
    PersonGone,
    PublicationChanged,
    PublicationEnded,
    SessionChanged,
    Waits,
    Welcomed,
)
from rooms.people import Device, Entrant, Presence
from rooms.publications import Publication, Source
from rooms.roles import Role
from rooms.room import PLACE_KEPT_S, SHOWN_LOST_S, Room
from rooms.session import Session, SessionState

CREPES = Session("crepes", SessionState.CLOSED)
CREPES_OPEN = Session("crepes", SessionState.OPEN)
CHORDS = Session("chords", SessionState.CLOSED)

PAULE = Entrant("Paule", Role.RESIDENT, session="crepes")
SANDRINE = Entrant("Sandrine", Role.ANIMATEUR, session="crepes")
BRUNO = Entrant("Bruno", Role.ANIMATEUR, session="chords")
AGENT = Entrant("Cuisine", Role.KIT, Device.AGENT)


def room_with(session: Session, **people: Entrant) -> Room:
    room = Room("cuisine")
    room.learn(session)
    for person_id, entrant in people.items():
        room.join(person_id, entrant)
    return room


def kinds(events: list[Event]) -> list[type[Event]]:
    return [type(event) for event in events]


@pytest.mark.parametrize(
    ("session", "entrant", "told"),
    [
        (CREPES_OPEN, PAULE, Welcomed("p")),
        (CREPES, PAULE, Waits("p", "closed")),
        (Session("crepes", SessionState.OPEN, waiting_room=True), PAULE, Waits("p", "lobby")),
        (Session("chords", SessionState.OPEN), PAULE, Waits("p", "closed")),
        (CREPES, SANDRINE, Welcomed("p")),
        (CREPES, AGENT, Welcomed("p")),
    ],
)
def test_joining_puts_inside_or_before_the_door(
    session: Session, entrant: Entrant, told: Event
) -> None:
    room = room_with(session)
    assert room.join("p", entrant)[0] == told
    assert room.people["p"].presence is (
        Presence.HERE if isinstance(told, Welcomed) else Presence.WAITING
    )


def test_everybody_enters_with_nothing_on() -> None:
    room = room_with(CREPES_OPEN, paule=PAULE)
    assert not room.people["paule"].microphone
    assert not room.people["paule"].camera


def test_opening_lets_in_those_who_wait_for_this_session_alone() -> None:
    room = room_with(CREPES, sandrine=SANDRINE, paule=PAULE)
    room.join("other", Entrant("Luc", Role.RESIDENT, session="chords"))
    events = room.open("sandrine", CREPES)
    assert events[0] == SessionChanged(CREPES_OPEN)
    assert Welcomed("paule") in events
    assert room.people["other"].presence is Presence.WAITING


def test_with_a_waiting_room_opening_lets_nobody_in_but_admitting_does() -> None:
    session = Session("crepes", SessionState.CLOSED, waiting_room=True)
    room = room_with(session, sandrine=SANDRINE, paule=PAULE, luc=PAULE)
    assert Waits("paule", "lobby") in room.open("sandrine", session)
    assert room.admit("sandrine", "paule")[0] == Welcomed("paule")
    assert room.people["luc"].presence is Presence.WAITING
    assert Welcomed("luc") in room.admit_everyone("sandrine")


@pytest.mark.parametrize("by", ["paule", "agent", "nobody"])
@pytest.mark.parametrize("act", ["open", "close", "admit", "admit_everyone"])
def test_only_whoever_leads_opens_closes_and_admits(by: str, act: str) -> None:
    if (by, act) == ("agent", "open"):
        return  # The kit opens what is due: see test_planning.
    room = room_with(CREPES_OPEN, paule=PAULE, agent=AGENT)
    arguments = {"open": (CREPES,), "admit": ("paule",)}.get(act, ())
    with pytest.raises(NotAllowed):
        getattr(room, act)(by, *arguments)


def test_an_animateur_leads_no_other_session() -> None:
    room = room_with(CREPES_OPEN, sandrine=SANDRINE, bruno=BRUNO)
    with pytest.raises(NotAllowed):
        room.close("bruno")
    with pytest.raises(NotAllowed):
        room.open("bruno", CREPES)


def test_a_session_under_way_is_not_pushed_out_but_an_abandoned_one_is() -> None:
    room = room_with(CREPES_OPEN, sandrine=SANDRINE, bruno=BRUNO)
    with pytest.raises(NotPossible, match="busy"):
        room.open("bruno", CHORDS)
    room.leave("sandrine", "left")
    room.open("bruno", CHORDS)
    assert room.state_of("chords") is SessionState.OPEN
    assert room.state_of("crepes") is SessionState.ENDED


def test_closing_ends_it_for_every_home_and_keeps_the_staff() -> None:
    room = room_with(CREPES_OPEN, sandrine=SANDRINE, paule=PAULE, agent=AGENT)
    events = room.close("sandrine")
    assert Ended("paule") in events
    assert set(room.people) == {"sandrine", "agent"}
    assert room.state_of("crepes") is SessionState.ENDED


def test_a_session_ended_by_mistake_opens_again() -> None:
    room = room_with(CREPES_OPEN, sandrine=SANDRINE)
    room.close("sandrine")
    room.open("sandrine", CREPES)
    assert room.join("paule", PAULE)[0] == Welcomed("paule")


@pytest.mark.parametrize(
    ("act", "reason"), [("close", "closed"), ("admit", "unknown"), ("admit_everyone", "closed")]
)
def test_what_cannot_be_now_says_why(act: str, reason: str) -> None:
    room = room_with(CREPES, sandrine=SANDRINE)
    arguments = ("nobody",) if act == "admit" else ()
    with pytest.raises(NotPossible, match=reason):
        getattr(room, act)("sandrine", *arguments)


def test_a_lost_person_is_hidden_then_forgotten() -> None:
    room = room_with(CREPES_OPEN, paule=PAULE)
    publish_own(room, "paule", Publication("pub", {"t": Source.MICROPHONE}))
    room.disconnect("paule", 100.0)
    assert room.advance(100.0 + SHOWN_LOST_S - 0.1) == []
    events = room.advance(100.0 + SHOWN_LOST_S)
    assert kinds(events) == [PublicationEnded, PersonGone]
    assert not room.people["paule"].inside
    assert room.advance(100.0 + PLACE_KEPT_S) == []
    assert "paule" not in room.people


@pytest.mark.parametrize("away_s", [1.0, SHOWN_LOST_S, PLACE_KEPT_S - 0.1])
def test_resuming_gives_the_same_place_with_nothing_on(away_s: float) -> None:
    room = room_with(CREPES_OPEN, paule=PAULE)
    set_microphone(room, "paule", True)
    room.disconnect("paule", 100.0)
    room.advance(100.0 + away_s)
    events = room.resume("paule")
    assert events[0] == Welcomed("paule")
    assert room.people["paule"].inside
    assert not room.people["paule"].microphone


def test_nobody_resumes_a_place_that_is_gone() -> None:
    room = room_with(CREPES_OPEN, paule=PAULE)
    room.leave("paule", "left")
    with pytest.raises(NotPossible, match="unknown"):
        room.resume("paule")


def test_someone_let_in_while_lost_is_welcomed_on_return() -> None:
    room = room_with(CREPES, sandrine=SANDRINE, paule=PAULE)
    room.disconnect("paule", 100.0)
    room.advance(100.0 + SHOWN_LOST_S)
    assert Welcomed("paule") not in room.open("sandrine", CREPES)
    assert room.resume("paule")[0] == Welcomed("paule")


def test_microphone_and_camera_are_ones_own_word() -> None:
    room = room_with(CREPES_OPEN, paule=PAULE, sandrine=SANDRINE)
    assert kinds(set_microphone(room, "paule", True)) == [PersonChanged]
    assert set_microphone(room, "paule", True) == []
    with pytest.raises(NotAllowed):
        set_microphone(room, "sandrine", True)


def test_who_waits_publishes_nothing() -> None:
    room = room_with(CREPES, paule=PAULE)
    with pytest.raises(NotAllowed):
        publish_own(room, "paule", Publication("pub", {"t": Source.CAMERA}))
    with pytest.raises(NotAllowed):
        set_camera(room, "paule", True)


def test_a_second_publication_of_a_person_replaces_the_first() -> None:
    room = room_with(CREPES_OPEN, paule=PAULE)
    publish_own(room, "paule", Publication("old", {"a": Source.MICROPHONE}))
    events = publish_own(room, "paule", Publication("new", {"b": Source.MICROPHONE}))
    assert events == [PublicationEnded("old", "replaced"), PublicationChanged("new")]
    assert set(room.publications.by_id) == {"new"}


@pytest.mark.parametrize(
    ("held", "learned", "holds"),
    [
        (None, CREPES, "crepes"),
        (CREPES, Session("chords", SessionState.OPEN), "chords"),
        (CREPES, CHORDS, "crepes"),
        (CREPES_OPEN, Session("chords", SessionState.OPEN), "crepes"),
        (CREPES_OPEN, Session("crepes", SessionState.CLOSED), "crepes"),
    ],
)
def test_the_room_holds_the_session_under_way(
    held: Session | None, learned: Session, holds: str
) -> None:
    room = Room("cuisine")
    if held is not None:
        room.learn(held)
    room.learn(learned)
    assert room.current is not None
    assert room.current.id == holds
    if held is CREPES_OPEN:
        assert room.current.state is SessionState.OPEN


def test_the_room_shows_the_session_of_the_animateur_who_came() -> None:
    room = room_with(CREPES)
    assert room.prepare(CHORDS) == [SessionChanged(CHORDS)]
    room = room_with(CREPES_OPEN)
    assert room.prepare(CHORDS) == []


def test_the_agents_microphone_is_the_rooms_own() -> None:
    room = room_with(CREPES, agent=AGENT)
    sound = Publication("k", {"m": Source.MICROPHONE}, camera_role="salle", camera_id="c")
    assert kinds(publish_room(room, sound)) == [PublicationChanged, PersonChanged]
    assert room.people["agent"].microphone
    lose_publication(room, "k", 1.0)
    assert not room.people["agent"].microphone
    publish_room(room, sound)
    room.leave("agent", "left")
    room.join("again", AGENT)
    assert room.people["again"].microphone
