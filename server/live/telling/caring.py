"""Consent, help, two aside, devices in the room: to whom each is told."""

from __future__ import annotations

from rooms.companions import Howled, SameRoom
from rooms.consent import ConsentGiven, RecordingChanged, RoomAnswered
from rooms.events import Event
from rooms.helping import (
    AsideChanged,
    Case,
    HelpChanged,
    HelpOffered,
    Instructed,
    InstructionDone,
)
from rooms.people import Person
from rooms.receiving import notices, takes_part
from rooms.recording import RecordingWanted, WritingChanged
from rooms.roles import Role
from server.live.audience import Audience, Tellers
from server.signaling.care_views import consent_view, recording_view
from server.signaling.to_client import caring as messages
from server.signaling.to_client.leading import Muted
from server.signaling.to_client.presence import PersonUpdate
from server.signaling.views import person_view


def show_care(audience: Audience, person_id: str) -> None:
    """What somebody is told who comes in or comes back, beside the welcome."""
    room = audience.room
    if room.helping.of(person_id).instruction is not None:
        _instruct(audience, person_id)
    if room.helping.aside_with(person_id) is not None:
        _tell_side(audience, person_id)
    if room.leads(person_id):
        audience.tell(person_id, _consent_counts(audience))


def show_private(audience: Audience, leader: str) -> None:
    """What those who lead know of people, and others do not, to somebody who leads from now on."""
    room = audience.room
    for person in room.people.values():
        if room.helping.of(person.id) != Case() or room.consents.of(person.id) is not None:
            view = person_view(room, person, to_leader=True)
            audience.tell(leader, PersonUpdate(person=view))


def _asking(audience: Audience, event: RecordingChanged, now: float) -> None:
    _recording(audience, event, now)
    audience.tell_leaders(_consent_counts(audience))


def _recording(audience: Audience, _event: Event, _now: float) -> None:
    audience.tell_inside(messages.Recording(recording=recording_view(audience.room)))


def _consent(audience: Audience, event: ConsentGiven, _now: float) -> None:
    view = consent_view(event.consent)
    assert view is not None, "the answer that was given"
    kept = messages.ConsentKept(answer=view.answer, at=view.at, parent=view.parent)
    audience.tell(event.person, kept)
    _tell_leaders_of(audience, event.person)
    audience.tell_leaders(_consent_counts(audience))


def _consent_counts(audience: Audience) -> messages.ConsentCounts:
    room = audience.room
    counts = room.consents.count(
        person.id
        for person in room.people.values()
        if person.role is Role.RESIDENT and takes_part(room, person)
    )
    return messages.ConsentCounts(
        yes=counts.yes, voice=counts.voice, no=counts.no, unanswered=counts.unanswered
    )


def _help(audience: Audience, event: HelpChanged, _now: float) -> None:
    case = audience.room.helping.of(event.person)
    status = case.status
    audience.tell_leaders(
        messages.HelpStatus(
            person=event.person,
            agreed=case.agreed,
            microphone=None if status is None else status.microphone,
            camera=None if status is None else status.camera,
            sound=None if status is None else status.sound,
            network=None if status is None else status.network,
            browser=None if status is None else status.browser,
        )
    )
    _tell_leaders_of(audience, event.person)


def _offer(audience: Audience, event: HelpOffered, _now: float) -> None:
    audience.tell(event.person, messages.HelpOffered(by=_name(audience, event.by)))


def _instructed(audience: Audience, event: Instructed, _now: float) -> None:
    if event.instruction is not None:
        _instruct(audience, event.person)


def _instruct(audience: Audience, person_id: str) -> None:
    instruction = audience.room.helping.of(person_id).instruction
    assert instruction is not None, "there is one to show"
    audience.tell(
        person_id,
        messages.InstructionShown(
            key=instruction.key or None,
            text=instruction.text or None,
            by=_name(audience, instruction.by),
        ),
    )


def _done(audience: Audience, event: InstructionDone, _now: float) -> None:
    name = _name(audience, event.person)
    audience.tell(event.by, messages.HelpDone(person=event.person, name=name))


def _aside(audience: Audience, event: AsideChanged, _now: float) -> None:
    for person_id in event.pair:
        _tell_side(audience, person_id)
    people = audience.room.people
    for person in (people[one] for one in event.pair if one in people):
        if not person.hidden:
            _tell_of(audience, person)


def _tell_of(audience: Audience, person: Person) -> None:
    room = audience.room
    for seat, viewer in audience.connected():
        if notices(room, viewer.id, person):
            view = person_view(room, person, to_leader=room.leads(viewer.id))
            seat.send(PersonUpdate(person=view))


def _tell_side(audience: Audience, person_id: str) -> None:
    other = audience.room.helping.aside_with(person_id)
    name = None if other is None else _name(audience, other)
    audience.tell(person_id, messages.Side(person=other, name=name))


def _same_room(audience: Audience, event: SameRoom, _now: float) -> None:
    person = audience.room.people.get(event.person)
    if person is None or person.role is not Role.RESIDENT:
        return  # The room's own kit: it is where it is.
    name = None if event.other is None else _name(audience, event.other)
    audience.tell(event.person, messages.SameRoomFound(person=event.other, with_=name))


def _howled(audience: Audience, event: Howled, _now: float) -> None:
    if event.person is not None:
        audience.tell(event.person, Muted(by=None, reason="howling"))
    audience.tell_leaders(messages.HowlingCut(person=event.person))


def _tell_leaders_of(audience: Audience, person_id: str) -> None:
    """What those who lead see beside a name is another; to the others nothing has changed."""
    person = audience.room.people.get(person_id)
    if person is not None and not person.hidden:
        view = person_view(audience.room, person, to_leader=True)
        audience.tell_leaders(PersonUpdate(person=view))


def _name(audience: Audience, person_id: str) -> str:
    person = audience.room.people.get(person_id)
    return "" if person is None else person.name


TELLERS: Tellers = {
    RecordingChanged: _asking,
    RecordingWanted: _recording,
    WritingChanged: _recording,
    RoomAnswered: _recording,
    ConsentGiven: _consent,
    HelpChanged: _help,
    HelpOffered: _offer,
    Instructed: _instructed,
    InstructionDone: _done,
    AsideChanged: _aside,
    SameRoom: _same_room,
    Howled: _howled,
}
