"""What whoever leads a session says of the session and of its people."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from server.signaling.from_client.message import Id, Message


class SessionOpen(Message):
    """Opens the session."""

    type: Literal["session.open"]


class SessionClose(Message):
    """Ends the session."""

    type: Literal["session.close"]


class Admit(Message):
    """Lets in one person, or everybody."""

    type: Literal["admit"]
    person: Id | None = None
    everyone: bool = False


class Mute(Message):
    """Switches one home's microphone off."""

    type: Literal["mute"]
    person: Id


class MuteEveryone(Message):
    """Switches every home's microphone off."""

    type: Literal["mute.everyone"]


class RoomMicrophone(Message):
    """Switches the room's own microphone off, or on again."""

    type: Literal["room.microphone"]
    on: bool


class ChooseRoomMicrophone(Message):
    """Another microphone of the kit, one of those that it offers."""

    type: Literal["room.microphone.choose"]
    id: Id


class Lock(Message):
    """Locks or unlocks the door."""

    type: Literal["lock"]
    on: bool


class Remove(Message):
    """Shows somebody out."""

    type: Literal["remove"]
    person: Id


class GiveLead(Message):
    """Hands the lead over, for so many minutes or until it is taken back."""

    type: Literal["lead.give"]
    person: Id
    minutes: Annotated[float, Field(gt=0, le=240)] | None = None


class TakeLead(Message):
    """Takes it back."""

    type: Literal["lead.take"]
    person: Id


LeadingMessage = (
    SessionOpen
    | SessionClose
    | Admit
    | Mute
    | MuteEveryone
    | RoomMicrophone
    | ChooseRoomMicrophone
    | Lock
    | Remove
    | GiveLead
    | TakeLead
)
