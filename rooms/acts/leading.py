"""What whoever leads does for the peace of the session. Nobody is ever switched on by another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from rooms.acts.voting import entitled
from rooms.door import Removed
from rooms.errors import NotAllowed, NotPossible
from rooms.events import Event, Notice
from rooms.people import Person
from rooms.poll import PollState
from rooms.roles import Permission, Role, may
from rooms.room import Room


@dataclass(frozen=True, slots=True)
class Muted(Notice):
    """This person's microphone was switched off by `by` (a name); they may switch it on again."""

    person: str
    by: str


def mute(room: Room, by: str, person_id: str) -> Sequence[Event]:
    """Switches one home's microphone off. Raises NotPossible ("unknown")."""
    leader = room.require_lead(by)
    person = _home(room, person_id)
    if not person.inside:
        raise NotPossible("unknown")
    return _mute(room, leader, [person])


def mute_everyone(room: Room, by: str) -> Sequence[Event]:
    """Switches every home's microphone off but one's own."""
    leader = room.require_lead(by)
    homes = [p for p in room.people.values() if p.role is Role.RESIDENT and p.id != by]
    return _mute(room, leader, homes)


def switch_room_microphone(room: Room, by: str, on: bool) -> Sequence[Event]:
    """Switches the room's own microphone off, or on again: whoever leads, or the room's kit."""
    person = room.require_here(by, Permission.ENTER)
    if not room.leads(by) and not may(person.role, Permission.REPORT):
        raise NotAllowed
    return room.with_consequences(list(room.microphone.switch(on, person.name)))


def lock(room: Room, by: str, on: bool) -> Sequence[Event]:
    """Locks or unlocks the door. Raises NotPossible ("closed") while no session is open."""
    room.require_lead(by)
    if not room.agenda.is_open:
        raise NotPossible("closed")
    changed = room.door.lock(on)
    # Whoever comes in by it hears of the lock in their welcome.
    return [*room.door_changed(), *changed] if changed else []


def remove(room: Room, by: str, person_id: str) -> Sequence[Event]:
    """Shows one home out, or away from the door: the same browser does not come back to this
    session. Raises NotPossible ("unknown")."""
    leader = _in_charge(room, by)
    person = _home(room, person_id)
    session = person.session or (room.current.id if room.current is not None else "")
    room.door.shut_for(session, person.client)
    return [Removed(person_id, leader.name), *room.leave(person_id, "removed")]


def give_lead(room: Room, by: str, person_id: str, until: float | None) -> Sequence[Event]:
    """Hands the lead to one home until `until` (monotonic seconds; None: until it is taken back).

    Raises NotPossible ("unknown").
    """
    _in_charge(room, by)
    if not _home(room, person_id).inside:
        raise NotPossible("unknown")
    return room.lead.give(person_id, until)


def take_lead(room: Room, by: str, person_id: str) -> Sequence[Event]:
    """Takes the lead back; whoever holds it may give it up."""
    if by != person_id:
        _in_charge(room, by)
    return room.lead.take(person_id)


def close_session(room: Room, by: str, wall_s: float) -> Sequence[Event]:
    """Ends the session; a vote under way ends before it, so that its minutes are kept."""
    _in_charge(room, by)
    poll, events = room.ballot.poll, list[Event]()
    if room.agenda.is_open and poll is not None and poll.state is PollState.OPEN:
        events += room.ballot.close(entitled(room), wall_s)
    return events + room.close(by)


def _in_charge(room: Room, by: str) -> Person:
    return room.require_here(by, Permission.IN_CHARGE)


def _home(room: Room, person_id: str) -> Person:
    """Somebody at home who belongs to what the room holds: the room's own devices and those in
    charge are nobody's to mute or show out."""
    person = room.people.get(person_id)
    if person is None or not room.concerns(person.session):
        raise NotPossible("unknown")
    if person.role is not Role.RESIDENT:
        raise NotAllowed
    return person


def _mute(room: Room, leader: Person, people: Iterable[Person]) -> list[Event]:
    speaking = [person for person in people if person.microphone]
    changed = [e for p in speaking for e in room.change(replace(p, microphone=False))]
    return [*(Muted(person.id, leader.name) for person in speaking), *changed]
