"""What an examination finds, and how it is told from one process to the other.

The examining process read a file made by anybody: what it says is validated like any stranger's
message.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass
from typing import Any, Literal

from recorder.errors import RecorderError
from recorder.examination.signature import DEMUXERS

#: `empty`; `type`: no film or picture that we read; `no_picture`: sound alone; `codec`: a film in
#: a form that we do not read; `damaged`: cut off or not decodable; `dimensions`, `long`: more than
#: is allowed; `limits`: looking at it took too much memory or time; `locked`, `active`: a document
#: with a password, or one that does something by itself.
REASONS = frozenset(
    {
        "empty",
        "type",
        "no_picture",
        "codec",
        "damaged",
        "dimensions",
        "long",
        "limits",
        "locked",
        "active",
    }
)
MESSAGE_BYTES_MAX = 16_384
_CODEC = re.compile(r"[a-z0-9_]{1,32}")


class Refused(RecorderError):
    """Not a file to keep; `reason` is one of REASONS."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Film:
    """A film or a picture. Pixels, milliseconds (0: a picture), frames per second.

    `spherical`: it shows everything around, as its file says or as its shape suggests.
    """

    kind: Literal["video", "photo"]
    container: str
    width: int
    height: int
    duration_ms: int
    frame_rate: float
    video_codec: str
    audio_codec: str | None
    spherical: Literal["metadata", "aspect"] | None

    def as_dict(self) -> dict[str, Any]:
        """As JSON has it."""
        return asdict(self)


def write_message(finding: Film | str, confinement: list[str]) -> str:
    """The examiner's one line: a film, or the reason it is refused; and how it was confined."""
    body: dict[str, Any] = {"confinement": confinement}
    body |= {"refused": finding} if isinstance(finding, str) else {"film": finding.as_dict()}
    return json.dumps(body)


def read_message(line: bytes) -> tuple[Film, frozenset[str]]:
    """The film, and how the process was confined.

    Raises Refused with the reason given, with `damaged` for anything that is no such message.
    """
    try:
        body = json.loads(line)
        confinement = frozenset(str(one) for one in body["confinement"])
        reason = body.get("refused")
        film = None if reason is not None else _film(body["film"])
    except (ValueError, TypeError, KeyError, RecursionError):
        raise Refused("damaged") from None
    if film is None:
        raise Refused(reason if isinstance(reason, str) and reason in REASONS else "damaged")
    return film, confinement


def write_document_message(refused: str | None, confinement: list[str]) -> str:
    """The same of a document, of which nothing is told."""
    return json.dumps({"confinement": confinement, "refused": refused})


def read_document_message(line: bytes) -> frozenset[str]:
    """How the process was confined. Raises Refused as `read_message`."""
    try:
        body = json.loads(line)
        confinement = frozenset(str(one) for one in body["confinement"])
        reason = body["refused"]
    except (ValueError, TypeError, KeyError, RecursionError):
        raise Refused("damaged") from None
    if reason is not None:
        raise Refused(reason if isinstance(reason, str) and reason in REASONS else "damaged")
    return confinement


def _film(body: dict[str, Any]) -> Film:
    film = Film(**body)
    numbers = (film.width, film.height, film.duration_ms)
    codecs = [film.video_codec] + ([] if film.audio_codec is None else [film.audio_codec])
    plain = (
        all(type(n) is int and 0 <= n < 1 << 40 for n in numbers)
        and type(film.frame_rate) in (int, float)
        and 0 <= film.frame_rate < 1e6
        and film.kind in ("video", "photo")
        and film.container in DEMUXERS
        and all(isinstance(codec, str) and _CODEC.fullmatch(codec) for codec in codecs)
        and film.spherical in ("metadata", "aspect", None)
    )
    if not plain:
        raise ValueError("not a film")
    return film
