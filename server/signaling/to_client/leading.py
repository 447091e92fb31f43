"""What whoever leads did, told to those concerned."""

from __future__ import annotations

from typing import Literal

from server.signaling.to_client.message import ServerMessage


class Muted(ServerMessage):
    """Your microphone was switched off; you may switch it on again."""

    type: Literal["muted"] = "muted"
    by: str | None
    reason: str | None = None


class Locked(ServerMessage):
    """The door is locked, or no longer."""

    type: Literal["locked"] = "locked"
    on: bool


class KitMicrophone(ServerMessage):
    """To the kit: the room is to be heard by this microphone."""

    type: Literal["kit.microphone"] = "kit.microphone"
    id: str


class ScreenTaken(ServerMessage):
    """Your screen is no longer shown."""

    type: Literal["screen.taken"] = "screen.taken"
    by: str
