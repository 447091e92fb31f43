"""Parts that kits send of what they kept, piece by piece, beside the recording that lacks them.

`<recording>/parts/<part>.part` grows; whole, it is `<part>.spool` until it is in the recording.
Everything here touches the disk: call it on the thread for it.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

from recorder.disk.folder import free_bytes, sync_folder
from recorder.disk.recording_folder import RecordingFolder
from recorder.errors import FULL, DamagedFile
from recorder.kit_parts.adding import PARTS, WHOLE
from recorder.kit_parts.permitted import SOURCE_OF_KIND, Permitted, Span, load_permitted
from recorder.kit_parts.place import place_of
from recorder.kit_parts.spool import read_frames, read_head
from recorder.manifest import Manifest
from server.errors import ServerError

UNDER_WAY = ".part"
MAX_PARTS = 200
MAX_PART_BYTES = 4 << 30
LEAST_FREE_BYTES = 512 << 20
_NAME = re.compile(r"[0-9a-f]{32}")


class PartRefused(ServerError):
    """`gone`: there is nothing that it could continue; `withdrawn`: none of it may be kept;
    `damaged`, `size`: it is not what it should be; `full`: there is no room now."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Announced:
    """What a kit is about to send; times in ms of the recording."""

    recording: str
    part: str
    kind: str
    role: str
    lost_ms: int
    from_ms: int
    to_ms: int
    bytes: int


@dataclass(frozen=True, slots=True)
class Accepted:
    """How much of it is here, and which of it may be kept; `kept`: it is whole."""

    offset: int
    keep: tuple[Span, ...] = ()
    kept: bool = False


def announce(root: Path, room: str, said: Announced) -> Accepted:
    """Whether and from where on a kit of `room` sends. Raises PartRefused, OSError."""
    folder, permitted = _recording(root, room, said.recording)
    parts = folder / PARTS
    if _is_here(folder, said.part):
        return Accepted(said.bytes, ((said.from_ms, said.to_ms + 1),), kept=True)
    if said.bytes > MAX_PART_BYTES or not _NAME.fullmatch(said.part):
        raise PartRefused("size")
    manifest = Manifest.from_json(RecordingFolder(folder).load())
    place = place_of(
        manifest,
        _always(permitted),
        kind=said.kind,
        role=said.role,
        lost_ms=said.lost_ms,
        last_ms=said.to_ms,
    )
    if place is None:
        raise PartRefused("gone")
    source = SOURCE_OF_KIND[said.kind]
    keep = tuple(permitted.within(source, said.from_ms, said.to_ms + 1))
    if not keep:
        raise PartRefused("withdrawn")
    if free_bytes(folder) < LEAST_FREE_BYTES + said.bytes:
        raise PartRefused("full")
    return Accepted(_prepare(parts, said), keep)


def receive(root: Path, room: str, recording: str, part: str, offset: int, data: bytes) -> Accepted:
    """A piece; one that begins elsewhere than what is here ends is not taken, and the answer says
    where it ends. Raises PartRefused, OSError."""
    folder, permitted = _recording(root, room, recording)
    if _is_here(folder, part):
        return Accepted(offset + len(data), kept=True)
    path, wanted = folder / PARTS / f"{part}{UNDER_WAY}", folder / PARTS / f"{part}.size"
    try:
        size, total = path.stat().st_size, int(wanted.read_text())
    except (OSError, ValueError):
        raise PartRefused("gone") from None
    if offset != size:
        return Accepted(size)
    if size + len(data) > total:
        raise PartRefused("size")
    try:
        _append(path, size, data)
    except OSError as error:
        raise PartRefused("full") if error.errno in FULL else error from error
    if size + len(data) < total:
        return Accepted(size + len(data))
    try:
        _check(path, permitted)
    except (DamagedFile, ValueError):
        path.unlink()
        wanted.unlink()
        raise PartRefused("damaged") from None
    path.replace(path.with_suffix(WHOLE))
    wanted.unlink()
    sync_folder(path.parent)
    return Accepted(total, kept=True)


def _recording(root: Path, room: str, recording: str) -> tuple[Path, Permitted]:
    """Another room's is refused like one that does not exist."""
    folder = root / recording
    permitted = load_permitted(folder) if _NAME.fullmatch(recording) else None
    if permitted is None or permitted.room != room:
        raise PartRefused("gone")
    return folder, permitted


def _is_here(folder: Path, part: str) -> bool:
    """Sent again, because the answer did not arrive: whole, or in the recording already."""
    if not _NAME.fullmatch(part):
        raise PartRefused("damaged")
    return (folder / PARTS / f"{part}{WHOLE}").exists() or (folder / f"{part}.mkv").exists()


def _always(permitted: Permitted) -> Permitted:
    """Asks for the place alone."""
    return Permitted(permitted.room, permitted.person, {s: [(0, None)] for s in permitted.spans})


def _prepare(parts: Path, said: Announced) -> int:
    """Where it goes on; one of another length begins anew: what may not be kept was taken out."""
    parts.mkdir(mode=0o700, exist_ok=True)
    path, wanted = parts / f"{said.part}{UNDER_WAY}", parts / f"{said.part}.size"
    if not path.exists() and len(list(parts.iterdir())) >= 2 * MAX_PARTS:
        raise PartRefused("full")
    if not wanted.exists() or wanted.read_text() != str(said.bytes):
        path.unlink(missing_ok=True)
        wanted.write_text(str(said.bytes))
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
    os.close(descriptor)
    return path.stat().st_size


def _append(path: Path, size: int, data: bytes) -> None:
    """All of it or nothing, and on the disk."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CLOEXEC)
    written = 0
    try:
        while written < len(data):
            written += os.pwrite(descriptor, data[written:], size + written)
        os.fdatasync(descriptor)
    except OSError:
        os.ftruncate(descriptor, size)
        raise
    finally:
        os.close(descriptor)


def _check(path: Path, permitted: Permitted) -> None:
    """Every frame is whole, and was to be kept. Raises DamagedFile, ValueError."""
    with path.open("rb") as file:
        head = read_head(file)
        if head.part != path.stem:
            raise ValueError("another part")
        spans = permitted.within(SOURCE_OF_KIND[head.kind], 0, 1 << 53)
        for frame in read_frames(file):
            if not any(began <= frame.time_ms <= ended for began, ended in spans):
                raise ValueError("what was not to be kept")
