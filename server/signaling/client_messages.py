"""What a client may say. Unknown fields are ignored, so that a page one version older or newer
still works; an unknown type is answered by an error."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from rooms.people import Device
from rooms.publications import Source
from server.errors import ServerError

MAX_MESSAGE_BYTES = 256 * 1024
MAX_NAME_LENGTH = 40
_INVISIBLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\s]+")


def clean_text(text: str) -> str:
    """`text` on one line, without what cannot be seen (controls, direction marks)."""
    return _INVISIBLE.sub(" ", text).strip()


_Sdp = Annotated[str, Field(min_length=1, max_length=128 * 1024)]
_Id = Annotated[str, Field(min_length=1, max_length=64)]
_Name = Annotated[
    str, Field(max_length=200), AfterValidator(lambda text: clean_text(text)[:MAX_NAME_LENGTH])
]
_ShortText = Annotated[str, Field(max_length=64), AfterValidator(clean_text)]


class _Message(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Join(_Message):
    """First, within ten seconds. `resume` asks for the place held before."""

    type: Literal["join"]
    token: Annotated[str, Field(max_length=4096)]
    name: _Name = ""
    device: Device = Device.PAGE
    language: Annotated[str, Field(max_length=35)] = ""
    resume: Annotated[str, Field(max_length=64)] | None = None


class SourceOfMid(_Message):
    """Which media section of an offer carries what."""

    mid: Annotated[str, Field(min_length=1, max_length=32)]
    source: Source


class PublishOffer(_Message):
    """One's own microphone and camera."""

    type: Literal["publish.offer"]
    sdp: _Sdp
    tracks: Annotated[tuple[SourceOfMid, ...], Field(max_length=8)]


class SubscribeAnswer(_Message):
    """The answer to the offer of the same generation."""

    type: Literal["subscribe.answer"]
    sdp: _Sdp
    generation: int


class SubscribeRestart(_Message):
    """The path to us broke: a new offer, with new ICE credentials, is wanted."""

    type: Literal["subscribe.restart"]


class Watch(_Message):
    """The pictures wanted now, by track or camera id; the others are not sent."""

    type: Literal["watch"]
    tracks: Annotated[dict[_Id, Literal["high", "low"]], Field(max_length=256)]


class Microphone(_Message):
    """Whether one wants to be heard."""

    type: Literal["microphone"]
    on: bool


class Camera(_Message):
    """Whether one wants to be seen."""

    type: Literal["camera"]
    on: bool


class Leave(_Message):
    """Goes for good."""

    type: Literal["leave"]


class Ping(_Message):
    """Answered by pong."""

    type: Literal["ping"]


class SessionOpen(_Message):
    """Animateur: opens the session."""

    type: Literal["session.open"]


class SessionClose(_Message):
    """Animateur: ends the session."""

    type: Literal["session.close"]


class Admit(_Message):
    """Animateur: lets in one person, or everybody."""

    type: Literal["admit"]
    person: _Id | None = None
    everyone: bool = False


class Receiving(_Message):
    """What the kit gets from the homes."""

    people: int = 0
    video_frames: int = 0
    audio_energy: float = 0.0


class KitCamera(_Message):
    role: _ShortText
    state: _ShortText


class KitMicrophone(_Message):
    state: _ShortText
    level_dbov: float | None = None


class KitStatus(_Message):
    """Kit: the state of its equipment."""

    type: Literal["kit.status"]
    receiving: Receiving | None = None
    cameras: Annotated[tuple[KitCamera, ...], Field(max_length=16)] = ()
    microphone: KitMicrophone | None = None


ClientMessage = (
    Join
    | PublishOffer
    | SubscribeAnswer
    | SubscribeRestart
    | Watch
    | Microphone
    | Camera
    | Leave
    | Ping
    | SessionOpen
    | SessionClose
    | Admit
    | KitStatus
)

_adapter: TypeAdapter[ClientMessage] = TypeAdapter(
    Annotated[ClientMessage, Field(discriminator="type")]
)


class MalformedMessage(ServerError):
    """What came is no message. `reason` is a code; `about` the type it claimed, if any."""

    def __init__(self, reason: str, about: str | None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.about = about


def parse_message(text: str | bytes) -> ClientMessage:
    """The message in `text` (JSON). Raises MalformedMessage ("unknown" type, or "invalid")."""
    try:
        return _adapter.validate_json(text)
    except ValidationError as error:
        fault = error.errors(include_url=False, include_context=True)[0]
    if fault["type"] == "union_tag_invalid":
        raise MalformedMessage("unknown", str(fault.get("ctx", {}).get("tag", ""))[:40])
    about = str(fault["loc"][0])[:40] if fault["loc"] else None
    raise MalformedMessage("invalid", about)
