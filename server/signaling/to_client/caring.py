"""Consent, help, two aside, devices in the room, the attendance sheet."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import ConfigDict, Field

from rooms.consent import Answer
from rooms.helping import CameraState, MicrophoneState, NetworkState, SoundState
from rooms.source import Source
from server.signaling.care_views import AttendeeView, CountsView, RecordingView
from server.signaling.to_client.message import ServerMessage
from server.signaling.views import View


class Recording(ServerMessage):
    """Everybody is asked, or (null) no longer."""

    type: Literal["recording"] = "recording"
    recording: RecordingView | None


class RecordedTrack(View):
    """One file under way. `camera`: the name of a camera of the room. `readable`: whether its last
    ten seconds could be read back from the disk; null while unknown."""

    name: str
    source: Source
    camera: str
    seconds: float
    bytes: int
    gaps: int
    lost_packets: int
    readable: bool | None


class RecordingInterruption(View):
    """No server was there for `missing_s`, from `at_s` on: the recording went on by itself."""

    at_s: float
    missing_s: float


class RecordingState(ServerMessage):
    """For those who lead, every second while it is recorded: how the writing goes. `left_s`: for
    how long the disk lasts at this rate; null while unknown."""

    type: Literal["recording.state"] = "recording.state"
    seconds: int
    bytes: int
    disk_free_bytes: int
    left_s: int | None
    readable: bool | None
    alarm: Literal["disk_low", "disk_full", "disk_fault", "disk_slow", "fault"] | None
    tracks: tuple[RecordedTrack, ...]
    interruptions: tuple[RecordingInterruption, ...] = ()


class ConsentKept(ServerMessage):
    """Your own answer, as it was kept."""

    type: Literal["consent"] = "consent"
    answer: Answer
    at: datetime
    parent: str | None


class ConsentCounts(ServerMessage):
    """For those who lead: the answers of those who are here."""

    type: Literal["consents"] = "consents"
    yes: int
    voice: int
    no: int
    unanswered: int


class HelpOffered(ServerMessage):
    """`by` would like to see what blocks you."""

    type: Literal["help.offer"] = "help.offer"
    by: str


class HelpStatus(ServerMessage):
    """For those who lead: what somebody's page says of their device. `agreed` false: nothing, they
    took their agreement back or never gave it."""

    type: Literal["help.status"] = "help.status"
    person: str
    agreed: bool
    microphone: MicrophoneState | None
    camera: CameraState | None
    sound: SoundState | None
    network: NetworkState | None
    browser: str | None


class InstructionShown(ServerMessage):
    """What to do next: a ready one or a text, until `help.done`."""

    type: Literal["help.instruction"] = "help.instruction"
    key: str | None
    text: str | None
    by: str


class HelpDone(ServerMessage):
    """This person did what you told them to."""

    type: Literal["help.done"] = "help.done"
    person: str
    name: str


class Side(ServerMessage):
    """You stepped aside with this person: you hear each other alone. Null: back with everybody,
    your microphone off."""

    type: Literal["side"] = "side"
    person: str | None
    name: str | None


class SameRoomFound(ServerMessage):
    """Your device stands where this person's does. Null: no longer."""

    # `with` is no name in Python.
    model_config = ConfigDict(frozen=True, serialize_by_alias=True, validate_by_name=True)

    type: Literal["same_room"] = "same_room"
    person: str | None
    with_: str | None = Field(alias="with")


class HowlingCut(ServerMessage):
    """For those who lead: this person's microphone, or (null) the room's own, was cut."""

    type: Literal["howling"] = "howling"
    person: str | None


class Attendance(ServerMessage):
    """For those who lead: the lines of the sheet that changed; all of them at first."""

    type: Literal["attendance"] = "attendance"
    counts: CountsView
    here: CountsView
    in_room: int
    lines: tuple[AttendeeView, ...]
