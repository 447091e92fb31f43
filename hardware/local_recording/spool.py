"""The file in which frames of one track are kept (docs/recording.md, "What the kit kept").

It only grows; what a kill or a cut of the power leaves of the last frame is cut off when it is
found.
"""

import json
import os
import struct
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

MAGIC = b"PSP1"
OPEN, CLOSED = ".open", ".spool"
_BEGIN = struct.Struct("!4sI")
_FRAME = struct.Struct("!IqBI")
_KEYFRAME = 1
Span = tuple[int, int]


class SpoolFrame(NamedTuple):
    """One coded frame; ``time_us`` since the recording began."""

    time_us: int
    is_keyframe: bool
    data: bytes


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that nobody writes any more. ``from_ms`` and ``to_ms``: its first and last frame."""

    path: Path
    head: Mapping[str, Any]
    from_ms: int
    to_ms: int
    size: int


class SpoolWriter:
    """A file under way. Every method may raise OSError; what was written before stays good."""

    def __init__(self, folder: Path, head: Mapping[str, Any]) -> None:
        """``head["part"]`` is its name."""
        self.path = folder / f"{head['part']}{OPEN}"
        self.size = self.frames = 0
        flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._file = os.open(self.path, flags, 0o600)
        content = json.dumps(head).encode()
        try:
            self._append(_BEGIN.pack(MAGIC, len(content)) + content)
        except OSError:
            os.close(self._file)
            self.path.unlink(missing_ok=True)
            raise

    def write(self, frames: Sequence[SpoolFrame]) -> None:
        """Keep them, all or none, and wait for the disk."""
        if frames:
            self._append(b"".join(map(_packed, frames)))
            self.frames += len(frames)
            os.fdatasync(self._file)

    def close(self) -> Path | None:
        """Nothing more comes: where it is now, or None when there is no frame in it."""
        os.close(self._file)
        if not self.frames:
            self.path.unlink(missing_ok=True)
            return None
        closed = self.path.with_suffix(CLOSED)
        self.path.replace(closed)
        return closed

    def _append(self, data: bytes) -> None:
        written = 0
        try:
            while written < len(data):
                written += os.pwrite(self._file, data[written:], self.size + written)
        except OSError:
            os.ftruncate(self._file, self.size)
            raise
        self.size += written


def recover(folder: Path) -> None:
    """Close what an earlier process left open. Raises OSError."""
    for path in sorted(folder.glob(f"*{OPEN}")):
        path.replace(path.with_suffix(CLOSED))


def read_kept(path: Path) -> Kept | None:
    """What is in a closed file; None, and no file any more, when it holds no frame. What is not
    whole at its end is cut off. Raises OSError."""
    with path.open("r+b") as file:
        head, frames, good = _read_head(file), 0, 0
        from_ms = to_ms = 0
        if head is not None:
            for frame in read_frames(file):
                to_ms, good = frame.time_us // 1000, file.tell()
                from_ms = from_ms if frames else to_ms
                frames += 1
        if frames:
            file.truncate(good)
            return Kept(path, head or {}, from_ms, to_ms, good)
    path.unlink(missing_ok=True)
    return None


def keep_only(kept: Kept, spans: Sequence[Span]) -> Kept | None:
    """Nothing outside of ``spans`` (ms) is left of it; None when nothing is left at all."""
    fresh = kept.path.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    with kept.path.open("rb") as file, fresh.open("xb") as out:
        _read_head(file)
        content = json.dumps(kept.head).encode()
        out.write(_BEGIN.pack(MAGIC, len(content)) + content)
        for frame in read_frames(file):
            if any(began <= frame.time_us / 1000 < ended for began, ended in spans):
                out.write(_packed(frame))
        out.flush()
        os.fsync(out.fileno())
    fresh.replace(kept.path)
    return read_kept(kept.path)


def read_frames(file: BinaryIO) -> Iterator[SpoolFrame]:
    """The whole frames from here on, in their order."""
    while len(begin := file.read(_FRAME.size)) == _FRAME.size:
        length, time_us, flags, crc = _FRAME.unpack(begin)
        data = file.read(length)
        if len(data) < length or zlib.crc32(data) != crc:
            return
        yield SpoolFrame(time_us, bool(flags & _KEYFRAME), data)


def _read_head(file: BinaryIO) -> Mapping[str, Any] | None:
    begin = file.read(_BEGIN.size)
    if len(begin) < _BEGIN.size or not begin.startswith(MAGIC):
        return None
    try:
        head = json.loads(file.read(_BEGIN.unpack(begin)[1]))
    except ValueError:
        return None
    return head if isinstance(head, dict) else None


def _packed(frame: SpoolFrame) -> bytes:
    flags = _KEYFRAME if frame.is_keyframe else 0
    return _FRAME.pack(len(frame.data), frame.time_us, flags, zlib.crc32(frame.data)) + frame.data
