"""Asking a question, and voting."""

from __future__ import annotations

from collections.abc import Sequence

from rooms.events import Event
from rooms.people import Person
from rooms.poll import Poll, Question, Voter
from rooms.roles import Permission, may
from rooms.room import Room


def voter_key(person: Person) -> str:
    """Whoever comes back in the same browser is the same voter."""
    return person.client or person.id


def entitled(room: Room) -> frozenset[str]:
    """The keys of those who have a vote now."""
    return frozenset(
        voter_key(p)
        for p in room.people.values()
        if p.inside and room.concerns(p.session) and may(p.role, Permission.VOTE)
    )


def ask(room: Room, by: str, poll_id: str, question: Question, wall_s: float) -> Sequence[Event]:
    """Puts `question` to everybody."""
    room.require_lead(by)
    return room.ballot.start(Poll(poll_id, question, wall_s))


def vote(room: Room, by: str, choices: Sequence[int]) -> Sequence[Event]:
    """Votes."""
    person = room.require_here(by, Permission.VOTE)
    return room.ballot.vote(by, Voter(voter_key(person), person.name), choices)


def close(room: Room, by: str, wall_s: float) -> Sequence[Event]:
    """Ends the voting."""
    room.require_lead(by)
    return room.ballot.close(entitled(room), wall_s)


def show(room: Room, by: str) -> Sequence[Event]:
    """Shows the results to everybody."""
    room.require_lead(by)
    return room.ballot.show()


def put_away(room: Room, by: str) -> Sequence[Event]:
    """Takes the poll from the screens."""
    room.require_lead(by)
    return room.ballot.put_away()
