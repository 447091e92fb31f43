"""What a kit is asked to do from afar."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import ConfigDict, Field

from server.signaling.to_client.message import ServerMessage


class SelfTestRun(ServerMessage):
    """Test yourself, and answer with `selftest.report`. `asked`: `session` (one begins in a
    quarter of an hour) or `technician`; `call`: also how sound and picture get through."""

    type: Literal["selftest.run"] = "selftest.run"
    asked: str
    call: bool = False


class KitAdjust(ServerMessage):
    """Set what is not null, and keep it. `device`: a camera's role, `microphone` or `loudspeaker`.
    `crop`: left, top, width, height as parts of the picture; `preset`: the name of a view of the
    profile; `exposure`: 0 is automatic, else units of 100 µs; `restart`: open the device anew;
    `reset`: first forget what was kept for it, the profile holds again."""

    type: Literal["kit.adjust"] = "kit.adjust"
    device: str
    gain_percent: int | None = None
    exposure: int | None = None
    crop: tuple[float, float, float, float] | None = None
    preset: str | None = None
    restart: bool = False
    reset: bool = False


class KitReference(ServerMessage):
    """The camera of role `device` shows now what it should: later tests compare with this."""

    type: Literal["kit.reference"] = "kit.reference"
    device: str


class KitLayers(ServerMessage):
    """By camera role: the simulcast layers (rids) that somebody wants now. A camera that is not
    named sends all of its layers."""

    type: Literal["kit.layers"] = "kit.layers"
    layers: Mapping[str, tuple[str, ...]]


class KitRestart(ServerMessage):
    """End; what keeps the agent running starts it again."""

    type: Literal["kit.restart"] = "kit.restart"


class KitUpdate(ServerMessage):
    """Run `version` from now on: fetch it, try it, keep it when it works. Said again while it is
    under way. `quiet_s`: for so long nothing begins in the room (null: nothing is planned); no
    trial begins later."""

    type: Literal["kit.update"] = "kit.update"
    version: str
    quiet_s: float | None = None


class KitRollBack(ServerMessage):
    """Run what ran before. A kit that does not run `from` any more has done it already."""

    model_config = ConfigDict(serialize_by_alias=True, validate_by_name=True)

    type: Literal["kit.roll_back"] = "kit.roll_back"
    leaving: str = Field(alias="from")


class KitProfileChanged(ServerMessage):
    """The profile is another: ask for it with the key."""

    type: Literal["kit.profile"] = "kit.profile"


class KitRecording(ServerMessage):
    """The session is being recorded (`recording`: its name; null: it is not, or no longer), for so
    long; what the kit may keep of its `camera`s and its `microphone` while its line is cut."""

    type: Literal["kit.recording"] = "kit.recording"
    recording: str | None
    at_ms: int = 0
    camera: bool = False
    microphone: bool = False
