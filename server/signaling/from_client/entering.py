"""Coming, going, and the line itself."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from rooms.people import Device
from server.signaling.from_client.message import Message, Name


class Join(Message):
    """First, within ten seconds. `resume` asks for the place held before."""

    type: Literal["join"]
    token: Annotated[str, Field(max_length=4096)]
    name: Name = ""
    device: Device = Device.PAGE
    language: Annotated[str, Field(max_length=35)] = ""
    resume: Annotated[str, Field(max_length=64)] | None = None
    #: A random name that the browser keeps; one that could be guessed or met again names nobody.
    client: Annotated[str, AfterValidator(lambda name: name if 16 <= len(name) <= 64 else "")] = ""
    #: The page knows `people`.
    batch: bool = False
    #: The device stands in the room: no sound in or out.
    companion: bool = False
    #: A child, and the name of the adult beside it.
    minor: bool = False
    adult: Name = ""


class Leave(Message):
    """Goes for good."""

    type: Literal["leave"]


class Ping(Message):
    """Answered by pong."""

    type: Literal["ping"]


EnteringMessage = Join | Leave | Ping
