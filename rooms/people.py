"""Who holds a place in the room."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from rooms.roles import Permission, Role, may


class Device(StrEnum):
    """What somebody takes part with."""

    PAGE = "page"  # a browser at home, or the lead page
    SCREEN = "screen"  # the room's big screen
    AGENT = "agent"  # the kit's program: cameras and microphone, no screen


class Presence(StrEnum):
    """Inside, or before the door."""

    HERE = "here"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class Entrant:
    """Somebody at the door, as their token and their page describe them."""

    name: str
    role: Role
    device: Device = Device.PAGE
    session: str | None = None

    @property
    def leads(self) -> bool:
        """Comes to lead a session."""
        return may(self.role, Permission.LEAD)


@dataclass(frozen=True, slots=True)
class Person:
    """One place in the room. `session` is the one the token names, None for any in this room."""

    id: str
    name: str
    role: Role
    device: Device
    session: str | None
    presence: Presence
    microphone: bool = False
    camera: bool = False
    #: When the connection was lost; the place is kept for a while. None while connected.
    lost_at: float | None = None
    #: Lost for so long that the others no longer see them.
    hidden: bool = False

    @property
    def inside(self) -> bool:
        """Takes part now: admitted, and not gone from sight."""
        return self.presence is Presence.HERE and not self.hidden
