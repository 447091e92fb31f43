"""What an activity template says. Unknown keys are refused: a misspelt one would do nothing."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from rooms.cameras import is_camera_role

MAX_PINNED = 4
_KEY = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")


def is_activity_key(text: str) -> bool:
    """Whether `text` may name a template: up to 32 of a-z, 0-9 and hyphen."""
    return _KEY.fullmatch(text) is not None


def _camera_role(text: str) -> str:
    if not is_camera_role(text):
        raise ValueError("not a camera role")
    return text


def _all_different(roles: tuple[str, ...]) -> tuple[str, ...]:
    if len(set(roles)) < len(roles):
        raise ValueError("a camera twice")
    return roles


CameraRole = Annotated[str, AfterValidator(_camera_role)]
#: Strict: "non" is not taken for a yes.
Flag = Annotated[bool, Field(strict=True)]
Text = Annotated[str, Field(min_length=1, max_length=60, pattern=r"\S")]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Name(_Part):
    """What people read."""

    fr: Text
    en: Text


class Cameras(_Part):
    """By role: the one shown first, and those that stay in sight. One that the room does not have
    is passed over."""

    first: CameraRole
    pinned: Annotated[
        tuple[CameraRole, ...], Field(max_length=MAX_PINNED), AfterValidator(_all_different)
    ]


class Sound(_Part):
    """How microphones are taken. `original`: without noise suppression, gain control or echo
    cancellation. `bitrate_bps`: Opus (RFC 7587 section 6.1, maxaveragebitrate)."""

    original: Flag
    stereo: Flag
    bitrate_bps: Annotated[int, Field(strict=True, ge=6_000, le=510_000)]


class Activity(_Part):
    """One template.

    `waiting_room`: each resident is admitted. `minors`: children take part. `recording`: whether
    people may be asked for it at all. `speaker_first`: the picture follows who speaks. `vote`,
    `timer`: the tools within reach of whoever leads. `sharing`: everybody may show their screen,
    not only whoever leads.
    """

    name: Name
    cameras: Cameras
    sound: Sound
    waiting_room: Flag
    minors: Flag
    recording: Literal["ask", "never"]
    speaker_first: Flag
    vote: Flag
    sharing: Flag
    timer: Flag
