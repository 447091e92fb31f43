"""What a kit says of its equipment."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from server.kits.findings import MAX_FINDINGS, Finding
from server.kits.updating.said import Step
from server.signaling.from_client.message import Id, Message, ShortText

_Part = Annotated[float, Field(ge=0, le=1)]


class Receiving(Message):
    """What the kit gets from the homes."""

    people: int = 0
    video_frames: int = 0
    audio_energy: float = 0.0


class KitCamera(Message):
    role: ShortText
    state: ShortText


class KitMicrophone(Message):
    state: ShortText
    level_dbov: float | None = None


class OfferedMicrophone(Message):
    """One that the room could be heard by. `label`: "" for the room's own."""

    id: Id
    label: ShortText
    current: bool = False


class Adjusted(Message):
    """What is set on a device otherwise than the profile says; see `kit.adjust`."""

    device: ShortText
    gain_percent: Annotated[int, Field(ge=0, le=100)] | None = None
    exposure: Annotated[int, Field(ge=0, le=100_000)] | None = None
    crop: tuple[_Part, _Part, _Part, _Part] | None = None
    preset: ShortText | None = None


class KitStatus(Message):
    """Kit: the state of its equipment."""

    type: Literal["kit.status"]
    receiving: Receiving | None = None
    cameras: Annotated[tuple[KitCamera, ...], Field(max_length=16)] = ()
    microphone: KitMicrophone | None = None
    microphones: Annotated[tuple[OfferedMicrophone, ...], Field(max_length=16)] = ()
    adjusted: Annotated[tuple[Adjusted, ...], Field(max_length=16)] = ()


class SelfTestReport(Message):
    """Kit: it has tested itself, because it was asked to (`asked`, as in `selftest.run`) or by
    itself. Which kit it is, its token says."""

    type: Literal["selftest.report"]
    asked: Annotated[str, Field(max_length=16)] = ""
    findings: Annotated[tuple[Finding, ...], Field(max_length=MAX_FINDINGS)] = ()


#: As `passerelle release make` names them: "0.1.0+1a2b3c4d".
VERSION_PATTERN = r"^[0-9A-Za-z][0-9A-Za-z.+_-]{0,63}$"
_Version = Annotated[str, Field(pattern=VERSION_PATTERN)]


class KitRelease(Message):
    """Kit: what it runs, and how far it is with another version. `share`: the part of `version`
    that is fetched; `reason`: why it was given up."""

    type: Literal["kit.release"]
    running: _Version
    previous: _Version | None = None
    step: Step = "none"
    version: _Version | None = None
    share: Annotated[float, Field(ge=0, le=1)] | None = None
    reason: Annotated[str, Field(pattern=r"^[a-z_]{1,32}$")] | None = None


KitMessage = KitStatus | SelfTestReport | KitRelease
