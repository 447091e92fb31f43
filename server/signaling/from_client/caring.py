"""Consent, help, two aside, devices in the room, the attendance sheet."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field, model_validator

from rooms.attendance import Place
from rooms.consent import Answer
from rooms.helping import CameraState, MicrophoneState, NetworkState, SoundState
from server.signaling.from_client.message import Id, Message, Name, ShortText, one_line

MAX_INSTRUCTION_LENGTH = 160
MAX_IN_ROOM = 500


class AskToRecord(Message):
    """Whoever leads: everybody is asked whether they agree to be recorded, or no longer."""

    type: Literal["recording.ask"]
    on: bool


class StartRecording(Message):
    """Whoever leads: the session is recorded from now on; everybody is asked."""

    type: Literal["recording.start"]


class StopRecording(Message):
    """Whoever leads: it is recorded no longer, and nobody is asked any more."""

    type: Literal["recording.stop"]


class AnswerForRoom(Message):
    """Whoever is in charge: everybody in the room was asked and agrees, or not."""

    type: Literal["recording.room"]
    agree: bool


class MarkMoment(Message):
    """Whoever leads: here begins something, to be found again in the recording."""

    type: Literal["recording.mark"]
    title: Annotated[str, Field(max_length=320), one_line(80)] = ""


class Parent(Message):
    """Who agrees for a child."""

    name: Annotated[Name, one_line(40)]


class GiveConsent(Message):
    """One's own answer, at any time."""

    type: Literal["consent"]
    answer: Answer
    parent: Parent | None = None


class AskForHelp(Message):
    """Somebody at home wants help, or no longer."""

    type: Literal["help.ask"]
    on: bool = True


class AgreeToHelp(Message):
    """One lets those who lead see what blocks one, or takes that back."""

    type: Literal["help.agree"]
    yes: bool


class ReportStatus(Message):
    """What the page knows of its device, once its person agreed."""

    type: Literal["help.status"]
    microphone: MicrophoneState = MicrophoneState.OK
    camera: CameraState = CameraState.OK
    sound: SoundState = SoundState.OK
    network: NetworkState = NetworkState.OK
    browser: ShortText = ""


class OfferHelp(Message):
    """Whoever leads: may I see what blocks you?"""

    type: Literal["help.offer"]
    person: Id


class PushInstruction(Message):
    """Whoever leads: what to do next, a ready one (`key`) or in one's own words (`text`)."""

    type: Literal["help.push"]
    person: Id
    key: Annotated[str, Field(pattern=r"^[a-z][a-z0-9._-]{0,39}$")] | None = None
    text: Annotated[str, Field(max_length=640), one_line(MAX_INSTRUCTION_LENGTH)] | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> PushInstruction:
        if (self.key is None) is (self.text is None):
            raise ValueError("an instruction is a ready one or a text")
        return self


class InstructionDone(Message):
    """One did what one was told to."""

    type: Literal["help.done"]


class OpenSide(Message):
    """Whoever leads: steps aside with somebody at home."""

    type: Literal["side.open"]
    person: Id


class CloseSide(Message):
    """Either of the two: back with everybody."""

    type: Literal["side.close"]


class Companion(Message):
    """One's own device stands in the room, or does not."""

    type: Literal["companion"]
    on: bool


class NotSameRoom(Message):
    """One's own device is not where that of `person` is."""

    type: Literal["same_room.no"]
    person: Id


class AddAttendee(Message):
    """Whoever leads: somebody in the room is ticked, or the tick is taken back."""

    type: Literal["attendance.add"]
    name: Annotated[str, Field(max_length=200), one_line(40)]
    here: bool = True


class CountRoom(Message):
    """Whoever leads: so many heads in the room."""

    type: Literal["attendance.count"]
    in_room: Annotated[int, Field(ge=0, le=MAX_IN_ROOM)]


class CorrectAttendee(Message):
    """Whoever leads: what a hand changes of a line (`id`); what is left out stays."""

    type: Literal["attendance.correct"]
    id: Id
    name: Annotated[str, Field(max_length=200), one_line(40)] | None = None
    place: Place | None = None
    arrived_at: AwareDatetime | None = None
    left_at: AwareDatetime | None = None
    here_still: bool = False
    present: bool | None = None


CaringMessage = (
    AskToRecord
    | StartRecording
    | StopRecording
    | AnswerForRoom
    | MarkMoment
    | GiveConsent
    | AskForHelp
    | AgreeToHelp
    | ReportStatus
    | OfferHelp
    | PushInstruction
    | InstructionDone
    | OpenSide
    | CloseSide
    | Companion
    | NotSameRoom
    | AddAttendee
    | CountRoom
    | CorrectAttendee
)
