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


class Permission(StrEnum):
    """One thing that somebody may or may not do."""

    ENTER = "enter"  # hold a place in the room, over the live connection
    PUBLISH_MICROPHONE = "publish_microphone"  # one's own voice
    PUBLISH_CAMERA = "publish_camera"  # one's own picture
    PUBLISH_ROOM = "publish_room"  # the room's cameras and microphone
    PLAY = "play"  # watch with a player, without holding a place
    START = "start"  # open a session
    LEAD = "lead"  # close, admit; see who waits
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
            Permission.PUBLISH_ROOM,
            Permission.PLAY,
            Permission.START,
            Permission.LEAD,
            Permission.SEE_ROOM,
            Permission.SEE_HOMES,
        }
    ),
    Role.KIT: frozenset(
        {
            Permission.ENTER,
            Permission.PUBLISH_MICROPHONE,
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
}


def may(role: Role, permission: Permission) -> bool:
    """Whether `role` has `permission`."""
    return permission in PERMISSIONS[role]


def roles_with(permission: Permission) -> tuple[Role, ...]:
    """Every role that has `permission`, in the order of the roles."""
    return tuple(role for role in Role if may(role, permission))
