"""Roles and what each may do. The one table that every door asks."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Role(StrEnum):
    """What a token makes of who holds it."""

    RESIDENT = "resident"  # takes part from home
    ANIMATEUR = "animateur"  # leads the session
    KIT = "kit"  # the room's own equipment: its agent and its screen
    VIEWER = "viewer"  # a player that only watches
    DOOR = "door"  # the code on the room's door: one's own name on the attendance sheet
    TESTER = "tester"  # tries a line in a room of their own, which nobody else sees


class Permission(StrEnum):
    """One thing that somebody may or may not do."""

    ENTER = "enter"  # hold a place in the room, over the live connection
    PUBLISH_MICROPHONE = "publish_microphone"  # one's own voice
    PUBLISH_CAMERA = "publish_camera"  # one's own picture
    PUBLISH_SCREEN = "publish_screen"  # one's screen or a window
    PUBLISH_ROOM = "publish_room"  # the room's cameras and microphone
    PLAY = "play"  # watch with a player, without holding a place
    START = "start"  # open a session
    TAKE_PART = "take_part"  # raise a hand, write, react
    VOTE = "vote"  # one vote in each poll
    LEAD = "lead"  # admit, see who waits, mute, lock, ask a poll...: may be handed over
    IN_CHARGE = "in_charge"  # end the session, show somebody out, hand the lead over
    REPORT = "report"  # tell the state of the room's equipment
    SEE_ROOM = "see_room"
    HEAR_ROOM = "hear_room"
    SEE_HOMES = "see_homes"
    HEAR_HOMES = "hear_homes"


PERMISSIONS: Mapping[Role, frozenset[Permission]] = {
    Role.RESIDENT: frozenset(
        {
            Permission.ENTER,
            Permission.PUBLISH_MICROPHONE,
            Permission.PUBLISH_CAMERA,
            Permission.TAKE_PART,
            Permission.VOTE,
            Permission.SEE_ROOM,
            Permission.HEAR_ROOM,
            Permission.SEE_HOMES,
            Permission.HEAR_HOMES,
        }
    ),
    # The animateur stands in the room: its sound on a second device there would howl.
    Role.ANIMATEUR: frozenset(
        {
            Permission.ENTER,
            Permission.PUBLISH_SCREEN,
            Permission.PUBLISH_ROOM,
            Permission.PLAY,
            Permission.TAKE_PART,
            Permission.START,
            Permission.LEAD,
            Permission.IN_CHARGE,
            Permission.SEE_ROOM,
            Permission.SEE_HOMES,
        }
    ),
    Role.KIT: frozenset(
        {
            Permission.ENTER,
            Permission.PUBLISH_MICROPHONE,
            Permission.PUBLISH_SCREEN,
            Permission.PUBLISH_ROOM,
            Permission.PLAY,
            # One press on the room's own screen, for the session planned now.
            Permission.START,
            Permission.REPORT,
            Permission.SEE_HOMES,
            Permission.HEAR_HOMES,
        }
    ),
    Role.VIEWER: frozenset({Permission.PLAY, Permission.SEE_ROOM, Permission.HEAR_ROOM}),
    Role.DOOR: frozenset(),
    Role.TESTER: frozenset({Permission.PUBLISH_ROOM, Permission.PLAY}),
}


def may(role: Role, permission: Permission) -> bool:
    """Whether `role` has `permission`."""
    return permission in PERMISSIONS[role]


def roles_with(permission: Permission) -> tuple[Role, ...]:
    """Every role that has `permission`, in the order of the roles."""
    return tuple(role for role in Role if may(role, permission))
