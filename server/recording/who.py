"""Whose a track is, as the manifest of a recording has it."""

from __future__ import annotations

from dataclasses import asdict

from recorder.manifest import Who
from rooms.consent import Consent
from rooms.room import Room
from server.care.ledger import THE_ROOM
from server.signaling.views import SessionView


def who_is(room: Room, session: SessionView | None, track: str) -> Who:
    """The person or the room, and the answer by which the track is recorded."""
    publication = room.publications.owner_of(track)
    assert publication is not None, "a track that may be recorded is somebody's"
    source = publication.tracks[track].value
    person = room.people.get(publication.person or "")
    if person is None:
        name = room.slug if session is None else session.room.name
        return Who(THE_ROOM, name, source, publication.camera_role or "", _of_room(room))
    consent = room.consents.of(person.id)
    answer = _of_room(room) if consent is None else _answer(consent)
    return Who(person.id, person.name, source, "", answer)


def _of_room(room: Room) -> dict[str, object]:
    said = room.consents.of_room
    return {} if said is None else _answer(said.consent) | {"by": said.by}


def _answer(consent: Consent) -> dict[str, object]:
    return asdict(consent) | {"answer": consent.answer.value}
