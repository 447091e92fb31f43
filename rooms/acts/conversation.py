"""Hands, chat, reactions, one's own name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rooms.errors import NotAllowed, NotPossible
from rooms.events import Event
from rooms.reactions import Reaction
from rooms.roles import Permission, may
from rooms.room import Room


def set_hand(room: Room, by: str, up: bool) -> Sequence[Event]:
    """Raises or lowers one's own hand."""
    room.require_here(by, Permission.TAKE_PART)
    return room.hands.set(by, up)


def lower_hand(room: Room, by: str, person_id: str) -> Sequence[Event]:
    """Lowers somebody's hand: they were asked to speak."""
    room.require_lead(by)
    return room.hands.set(person_id, False)


def write(room: Room, by: str, text: str, now: float, wall_s: float) -> Sequence[Event]:
    """Says something in writing to everybody."""
    person = room.require_here(by, Permission.TAKE_PART)
    return room.chat.write(by, person.name, text, now, wall_s)


def erase(room: Room, by: str, line_id: str) -> Sequence[Event]:
    """Takes away what somebody wrote."""
    room.require_lead(by)
    return room.chat.erase(line_id)


def react(room: Room, by: str, kind: Reaction, now: float) -> Sequence[Event]:
    """Shows a reaction to everybody."""
    room.require_here(by, Permission.TAKE_PART)
    return room.reactions.react(by, kind, now)


def rename(room: Room, by: str, name: str) -> Sequence[Event]:
    """Changes one's own name, before the door too. Raises NotPossible ("name") for an empty one."""
    person = room.people.get(by)
    if person is None or person.hidden or not may(person.role, Permission.TAKE_PART):
        raise NotAllowed
    if not name:
        raise NotPossible("name")
    return room.change(replace(person, name=name))
