"""The file in which a kit keeps the frames of one track (docs/recording.md, "What the kit kept").

`PSP1` and the length of the head in 4 bytes; the head, JSON; then frames, each behind its length,
its time in µs since the recording began, its flags (1: decoding can begin here) and its CRC-32.
Numbers are big-endian.
"""

from __future__ import annotations

import json
import re
import struct
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO, NamedTuple

from recorder.depacketize.assembler import MAX_FRAME_BYTES
from recorder.errors import DamagedFile

MAGIC = b"PSP1"
MAX_HEAD_BYTES = 4096
CODECS = {"audio": {"opus"}, "video": {"VP8", "H264"}}
_BEGIN = struct.Struct("!4sI")
_FRAME = struct.Struct("!IqBI")
_NAME = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class SpoolHead:
    """`part`: its name; `role`: the camera's, empty for the microphone; `lost_ms`: when the kit
    noticed that its line was cut; `kit_s` and `at_ms`: one moment on the kit's monotonic clock and
    in the recording."""

    part: str
    recording: str
    role: str
    kind: str
    codec: str
    lost_ms: int
    kit_s: float
    at_ms: int

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> SpoolHead:
        """Raises KeyError, TypeError, ValueError for what is no head."""
        head = cls(
            **{name: str(value[name]) for name in ("part", "recording", "role", "kind", "codec")},
            lost_ms=int(value["lost_ms"]),
            kit_s=float(value["kit_s"]),
            at_ms=int(value["at_ms"]),
        )
        if not (_NAME.fullmatch(head.part) and _NAME.fullmatch(head.recording)):
            raise ValueError("names that are none of ours")
        if head.codec not in CODECS.get(head.kind, ()):
            raise ValueError("a codec that no kit keeps")
        return head


class SpoolFrame(NamedTuple):
    """One frame as it was coded."""

    time_ms: int
    keyframe: bool
    data: bytes


def read_head(file: BinaryIO) -> SpoolHead:
    """The head; what follows are frames. Raises DamagedFile, OSError."""
    begin = file.read(_BEGIN.size)
    if len(begin) < _BEGIN.size:
        raise DamagedFile("no spool")
    magic, length = _BEGIN.unpack(begin)
    if magic != MAGIC or length > MAX_HEAD_BYTES:
        raise DamagedFile("no spool of ours")
    try:
        return SpoolHead.from_json(json.loads(file.read(length)))
    except (KeyError, TypeError, ValueError) as error:
        raise DamagedFile("a spool whose head cannot be read") from error


def read_frames(file: BinaryIO) -> Iterator[SpoolFrame]:
    """The frames in their order, to the end of the file. Raises DamagedFile, OSError."""
    while begin := file.read(_FRAME.size):
        if len(begin) < _FRAME.size:
            raise DamagedFile("a frame cut short")
        length, time_us, flags, crc = _FRAME.unpack(begin)
        if length > MAX_FRAME_BYTES:
            raise DamagedFile("a frame that no camera makes")
        data = file.read(length)
        if len(data) < length or zlib.crc32(data) != crc:
            raise DamagedFile("a frame that is not what was kept")
        yield SpoolFrame(round(time_us / 1000), bool(flags & 1), data)
