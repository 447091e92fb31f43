"""Camera places: filled, lost, taken back, given up."""

from __future__ import annotations

import pytest

from rooms.cameras import Camera, is_camera_role, label_of
from rooms.errors import NotPossible
from rooms.events import CameraChanged, CameraGone, PublicationChanged, PublicationEnded
from rooms.publications import (
    CAMERA_PLACE_S,
    MAX_ROOM_PUBLICATIONS,
    Publication,
    Publications,
    Source,
)


def camera(
    publication: str, role: str = "salle", place: str = "place", sound: bool = False
) -> Publication:
    tracks = {f"{publication}-v": Source.CAMERA}
    if sound:
        tracks[f"{publication}-a"] = Source.MICROPHONE
    return Publication(publication, tracks, camera_role=role, camera_id=place, label="Salle")


def test_a_camera_is_shown_at_once_and_live_with_its_first_packets() -> None:
    publications = Publications()
    expected = Camera("place", "salle", "Salle", "one-v")
    assert publications.publish(camera("one")) == [
        PublicationChanged("one"),
        CameraChanged(expected),
    ]
    assert publications.start("one-v") == [
        CameraChanged(Camera("place", "salle", "Salle", "one-v", live=True))
    ]
    assert publications.start("one-v") == []


def test_the_last_one_to_publish_a_role_holds_it_under_the_same_id() -> None:
    publications = Publications()
    publications.publish(camera("old", sound=True))
    publications.start("old-v")
    events = publications.publish(camera("new", place="unused"))
    assert events == [
        PublicationEnded("old", "replaced"),
        PublicationChanged("new"),
        CameraChanged(Camera("place", "salle", "Salle", "new-v", live=False)),
    ]
    assert publications.owner_of("old-a") is None


def test_other_roles_are_left_alone() -> None:
    publications = Publications()
    publications.publish(camera("one"))
    publications.publish(camera("two", role="mains", place="other"))
    assert set(publications.by_id) == {"one", "two"}
    assert set(publications.cameras) == {"salle", "mains"}


def test_a_vanished_kit_finds_its_place_again() -> None:
    publications = Publications()
    publications.publish(camera("one"))
    publications.start("one-v")
    ended, changed = publications.lose("one", now=100.0)
    assert ended == PublicationEnded("one", "lost")
    assert changed == CameraChanged(Camera("place", "salle", "Salle", None, False, lost_at=100.0))
    assert publications.advance(100.0 + CAMERA_PLACE_S - 1) == []
    publications.publish(camera("two", place="unused"))
    assert publications.cameras["salle"].id == "place"
    assert publications.advance(100.0 + CAMERA_PLACE_S) == []


def test_a_place_nobody_returns_to_is_given_up() -> None:
    publications = Publications()
    publications.publish(camera("one"))
    publications.lose("one", now=100.0)
    (gone,) = publications.advance(100.0 + CAMERA_PLACE_S)
    assert isinstance(gone, CameraGone)
    assert publications.cameras == {}


def test_ending_on_purpose_gives_the_place_up_at_once() -> None:
    publications = Publications()
    publications.publish(camera("one"))
    ended, gone = publications.end("one", "left")
    assert ended == PublicationEnded("one", "left")
    assert isinstance(gone, CameraGone)


def test_the_end_of_a_replaced_publication_takes_nothing_from_the_new_one() -> None:
    publications = Publications()
    publications.publish(camera("old"))
    publications.publish(camera("new"))
    assert publications.end("old", "left") == []
    assert publications.lose("old", 1.0) == []
    assert publications.cameras["salle"].track == "new-v"


def test_a_microphone_alone_has_no_camera() -> None:
    publications = Publications()
    only_sound = Publication("one", {"a": Source.MICROPHONE}, camera_role="salle")
    assert publications.publish(only_sound) == [PublicationChanged("one")]
    assert publications.cameras == {}
    assert publications.cameras == {}


def test_the_room_publishes_a_bounded_number_and_may_still_replace() -> None:
    publications = Publications()
    for number in range(MAX_ROOM_PUBLICATIONS):
        publications.publish(camera(f"p{number}", role=f"r{number}", place=f"c{number}"))
    with pytest.raises(NotPossible, match="full"):
        publications.publish(camera("more", role="more"))
    publications.publish(camera("again", role="r0"))
    # A home is not one of the room's cameras.
    publications.publish(Publication("home", {"h": Source.CAMERA}, person="paule"))


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("salle", True),
        ("gros-plan-2", True),
        ("", False),
        ("-x", False),
        ("Salle", False),
        ("../etc", False),
        ("a" * 33, False),
        ("salle\n", False),
    ],
)
def test_camera_roles(text: str, good: bool) -> None:
    assert is_camera_role(text) is good


@pytest.mark.parametrize(
    ("role", "given", "label"),
    [
        ("salle", None, "Salle"),
        ("mains", None, "Gros plan mains"),
        ("four-a-pain", None, "Four a pain"),
        ("mains", "Les mains de Nadia", "Les mains de Nadia"),
    ],
)
def test_labels(role: str, given: str | None, label: str) -> None:
    assert label_of(role, given) == label
