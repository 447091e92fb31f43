"""Who receives what, as a table."""

from __future__ import annotations

import pytest

from rooms.acts.publishing import publish_own, set_camera, set_microphone
from rooms.errors import NotPossible
from rooms.people import Device, Entrant
from rooms.publications import Publication, Source
from rooms.receiving import notices, playable, receives, silenced
from rooms.roles import Role
from rooms.room import Room
from rooms.session import Session, SessionState

ENTRANTS = {
    "paule": Entrant("Paule", Role.RESIDENT, session="crepes"),
    "luc": Entrant("Luc", Role.RESIDENT, session="crepes"),
    "sandrine": Entrant("Sandrine", Role.ANIMATEUR, session="crepes"),
    "bruno": Entrant("Bruno", Role.ANIMATEUR, session="chords"),
    "agent": Entrant("Cuisine", Role.KIT, Device.AGENT),
    "screen": Entrant("Écran", Role.KIT, Device.SCREEN),
    "late": Entrant("Zoé", Role.RESIDENT, session="chords"),
}


@pytest.fixture
def room() -> Room:
    """Two homes with everything on, two room cameras, one room microphone, the screen's own."""
    room = Room("cuisine")
    room.learn(Session("crepes", SessionState.OPEN))
    for person_id, entrant in ENTRANTS.items():
        room.join(person_id, entrant)
    for person in ("paule", "luc"):
        tracks = {f"{person}-mic": Source.MICROPHONE, f"{person}-cam": Source.CAMERA}
        publish_own(room, person, Publication(person, tracks))
        set_microphone(room, person, True)
        set_camera(room, person, True)
    publish_own(room, "screen", Publication("screen", {"screen-mic": Source.MICROPHONE}))
    salle = {"salle": Source.CAMERA, "room-mic": Source.MICROPHONE}
    room.publications.publish(Publication("k1", salle, camera_role="salle", camera_id="c1"))
    mains = {"mains": Source.CAMERA}
    room.publications.publish(Publication("k2", mains, camera_role="mains", camera_id="c2"))
    return room


@pytest.mark.parametrize(
    ("person", "tracks"),
    [
        ("paule", {"salle", "mains", "room-mic", "screen-mic", "luc-mic", "luc-cam"}),
        ("luc", {"salle", "mains", "room-mic", "screen-mic", "paule-mic", "paule-cam"}),
        ("sandrine", {"salle", "mains", "paule-cam", "luc-cam"}),
        ("agent", {"paule-mic", "paule-cam", "luc-mic", "luc-cam"}),
        ("screen", {"paule-mic", "paule-cam", "luc-mic", "luc-cam", "salle", "mains"}),
        ("bruno", set()),  # another session's animateur sees nothing of this one
        ("late", set()),  # waits
        ("nobody", set()),
    ],
)
def test_who_receives_what(room: Room, person: str, tracks: set[str]) -> None:
    assert receives(room, person) == tracks


def test_who_is_hidden_receives_nothing_and_publishes_nothing(room: Room) -> None:
    room.disconnect("luc", 0.0)
    assert "luc-cam" in receives(room, "paule")
    room.advance(5.0)
    assert receives(room, "luc") == frozenset()
    assert "luc-cam" not in receives(room, "paule")


def test_off_means_that_nobody_gets_it(room: Room) -> None:
    assert silenced(room) == {"screen-mic"}
    set_microphone(room, "paule", False)
    set_camera(room, "luc", False)
    assert silenced(room) == {"screen-mic", "paule-mic", "luc-cam"}


def test_the_animateur_receives_the_cameras_before_opening() -> None:
    room = Room("cuisine")
    room.learn(Session("crepes", SessionState.CLOSED))
    room.join("sandrine", ENTRANTS["sandrine"])
    salle = Publication("k", {"salle": Source.CAMERA}, camera_role="salle", camera_id="c")
    room.publications.publish(salle)
    assert receives(room, "sandrine") == {"salle"}


@pytest.mark.parametrize(
    ("viewer", "seen", "told"),
    [
        ("sandrine", "late", True),
        ("paule", "late", False),
        ("screen", "late", False),
        ("paule", "luc", True),
        ("late", "paule", False),
        ("bruno", "paule", False),
        ("agent", "paule", True),
    ],
)
def test_who_is_told_of_whom(room: Room, viewer: str, seen: str, told: bool) -> None:
    assert notices(room, viewer, room.people[seen]) is told


def test_a_player_gets_one_camera_and_the_room_microphone(room: Room) -> None:
    assert playable(room, "mains") == ("mains", "room-mic")


def test_a_player_gets_nothing_of_a_closed_room_or_a_missing_camera(room: Room) -> None:
    with pytest.raises(NotPossible, match="camera"):
        playable(room, "partition")
    room.publications.lose("k1", 0.0)
    with pytest.raises(NotPossible, match="camera"):
        playable(room, "salle")
    room.close("sandrine")
    with pytest.raises(NotPossible, match="closed"):
        playable(room, "mains")
