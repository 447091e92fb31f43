"""Who holds a place in the room."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from rooms.roles import Permission, Role, may
from rooms.source import Source


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
    #: A name that this browser keeps for itself; empty for one that has none.
    client: str = ""
    #: The device stands in the room ("Je suis dans la salle").
    companion: bool = False
    #: A child, and the name of the adult beside it.
    minor: bool = False
    adult: str = ""
    #: The language of their page, as the browser names it.
    language: str = ""

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
    client: str = ""
    companion: bool = False
    minor: bool = False
    adult: str = ""
    language: str = ""
    microphone: bool = False
    #: The name of whoever switched it off; of the room's agent alone.
    muted_by: str | None = None
    camera: bool = False
    #: Shares a screen or a window.
    screen: bool = False
    #: When the connection was lost; the place is kept for a while. None while connected.
    lost_at: float | None = None
    #: Lost for so long that the others no longer see them.
    hidden: bool = False

    @property
    def inside(self) -> bool:
        """Takes part now: admitted, and not gone from sight."""
        return self.presence is Presence.HERE and not self.hidden

    def sends(self, source: Source) -> bool:
        """Whether they want `source` to be heard or seen."""
        match source:
            case Source.MICROPHONE:
                return self.microphone
            case Source.CAMERA:
                return self.camera
            case Source.SCREEN | Source.SCREEN_AUDIO:
                return self.screen

    def with_nothing_on(self) -> Person:
        """The same person, neither heard nor seen."""
        return replace(self, microphone=False, camera=False, screen=False)
