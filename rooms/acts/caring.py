"""What is done for people: asked before they are recorded, helped, spared the echo."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rooms.companions import Howled
from rooms.consent import Answer, Asking, Consent, RoomAnswer
from rooms.errors import NotAllowed, NotPossible
from rooms.events import Event
from rooms.helping import Instruction, Status
from rooms.people import Person
from rooms.roles import Permission, Role
from rooms.room import Room

# Consent.


def ask_to_record(room: Room, by: str, asking: Asking) -> Sequence[Event]:
    """Asks everybody whether they agree to be recorded.

    Raises NotPossible: `closed`, or `never` where the activity is not recorded.
    """
    room.require_lead(by)
    _require_recordable(room)
    return room.consents.ask(asking)


def stop_asking(room: Room, by: str) -> Sequence[Event]:
    """Nobody is asked, and so nobody recorded, any more."""
    room.require_lead(by)
    return [*room.recording.stop(), *room.consents.stop()]


def record(room: Room, by: str, asking: Asking) -> Sequence[Event]:
    """Has the session recorded, of those who agree; everybody is asked, unless they were already.

    Raises NotPossible like `ask_to_record`.
    """
    return [*ask_to_record(room, by, asking), *room.recording.start()]


def answer_for_room(room: Room, by: str, consent: Consent) -> Sequence[Event]:
    """Says for those in the room without a device that each was asked and all agree, or not.

    Whoever is in charge may say yes; whoever leads, no. Raises NotPossible: `closed`, `never`.
    """
    leader = room.require_lead(by)
    if consent.answer is not Answer.NO:
        room.require_here(by, Permission.IN_CHARGE)
        _require_recordable(room)
    return room.consents.answer_for_room(RoomAnswer(leader.name, consent))


def answer(room: Room, by: str, consent: Consent, now: float) -> Sequence[Event]:
    """Answers for oneself, before or after being asked. Raises NotPossible: `parent`, `rate`."""
    person = room.require_here(by, Permission.TAKE_PART)
    return room.consents.answer(by, consent, now, minor=person.minor)


def _require_recordable(room: Room) -> None:
    if not room.agenda.is_open or room.current is None:
        raise NotPossible("closed")
    if not room.current.recording:
        raise NotPossible("never")


# Help.


def ask_for_help(room: Room, by: str, on: bool) -> Sequence[Event]:
    """Asks those who lead for help, or no longer."""
    room.require_here(by, Permission.TAKE_PART)
    return room.helping.ask(by, on)


def offer_help(room: Room, by: str, person_id: str) -> Sequence[Event]:
    """Asks somebody at home to let those who lead see what blocks them."""
    room.require_lead(by)
    return room.helping.offer(by, _home(room, person_id).id)


def agree_to_help(room: Room, by: str, yes: bool) -> Sequence[Event]:
    """Lets those who lead see what blocks one, or takes that back."""
    room.require_here(by, Permission.TAKE_PART)
    return room.helping.agree(by, yes)


def report_status(room: Room, by: str, status: Status) -> Sequence[Event]:
    """What one's own page says of its device. Raises NotAllowed before one agreed to it."""
    room.require_here(by, Permission.TAKE_PART)
    return room.helping.report(by, status)


def push_instruction(room: Room, by: str, person_id: str, key: str, text: str) -> Sequence[Event]:
    """Shows somebody at home what to do next. Raises NotPossible: `unknown`, `agreement`."""
    room.require_lead(by)
    return room.helping.push(_home(room, person_id).id, Instruction(by, key, text))


def finish_instruction(room: Room, by: str) -> Sequence[Event]:
    """One did what one was told to."""
    room.require_here(by, Permission.TAKE_PART)
    return room.helping.done(by)


def step_aside(room: Room, by: str, person_id: str) -> Sequence[Event]:
    """Whoever leads and somebody at home hear each other alone; no microphone is opened by it.

    Raises NotPossible: `unknown`, `aside` (one of them is already), `companion` (a device in the
    room has no sound).
    """
    leader, person = room.require_lead(by), _home(room, person_id)
    if leader.companion or person.companion:
        raise NotPossible("companion")
    return room.helping.step_aside(by, person_id)


def come_back(room: Room, by: str) -> Sequence[Event]:
    """Both are back with everybody, their microphones off: what was said aside stays there."""
    room.require(by, Permission.TAKE_PART)
    return room.with_consequences(list(room.helping.come_back(by)))


# Devices of one room.


def set_companion(room: Room, by: str, on: bool) -> Sequence[Event]:
    """One's own device stands in the room, or does not: with nothing on, either way."""
    person = room.require_here(by, Permission.TAKE_PART)
    if person.role is not Role.RESIDENT:
        raise NotAllowed
    if person.companion is on:
        return ()
    events = [*room.helping.come_back(by), *room.shared_rooms.person_hidden(by)] if on else []
    publication = room.publications.of_person(by)
    if publication is not None:
        events += room.publications.end(publication.id, "companion")
    events += room.change(replace(room.people[by].with_nothing_on(), companion=on))
    return room.with_consequences(events)


def deny_same_room(room: Room, by: str, other: str) -> Sequence[Event]:
    """One's own device is not where that of `other` is: the two are not warned again. Raises
    NotPossible ("unknown")."""
    room.require_here(by, Permission.TAKE_PART)
    if other not in room.people:
        raise NotPossible("unknown")
    return room.shared_rooms.deny(by, other)


def find_same_rooms(room: Room, pairs: Sequence[tuple[str, str]]) -> Sequence[Event]:
    """The pairs of tracks whose microphones were found in one room, all of them."""
    owners = ((_speaker(room, first), _speaker(room, second)) for first, second in pairs)
    return room.shared_rooms.found(
        (first, second) for first, second in owners if first is not None and second is not None
    )


def cut_howling(room: Room, track: str, now: float) -> Sequence[Event]:
    """The microphone of `track` howls: it is cut. A home reopens it; the room's opens by itself
    after a while (see rooms.companions)."""
    publication = room.publications.owner_of(track)
    if publication is None:
        return ()
    if publication.person is None:
        return [*room.cut_microphones.cut(track, now), Howled(None)]
    person = room.people[publication.person]
    return [Howled(person.id), *room.change(replace(person, microphone=False))]


def _speaker(room: Room, track: str) -> str | None:
    """Whose microphone `track` is; the room's own is its agent's."""
    publication = room.publications.owner_of(track)
    if publication is None:
        return None
    agent = room.agent()
    return publication.person or (agent.id if agent is not None else None)


def _home(room: Room, person_id: str) -> Person:
    """Somebody at home who takes part. Raises NotPossible ("unknown")."""
    person = room.people.get(person_id)
    if person is None or not person.inside or person.role is not Role.RESIDENT:
        raise NotPossible("unknown")
    if not room.concerns(person.session):
        raise NotPossible("unknown")
    return person
