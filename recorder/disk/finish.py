"""A file that grew, to one that is finished: the same way after a session and after a crash."""

from __future__ import annotations

import os
from mmap import ACCESS_READ, mmap
from pathlib import Path

from recorder.disk.track_file import TrackFile
from recorder.errors import DamagedFile, DiskFull
from recorder.matroska.layout import cues, finishing_patches
from recorder.matroska.scan import Scan, scan


def scan_file(file: TrackFile) -> Scan:
    """See `scan`. Raises DamagedFile, OSError."""
    if not file.size:
        raise DamagedFile("an empty file")
    with mmap(file.fileno(), 0, access=ACCESS_READ) as buffer:
        return scan(buffer, file.size)


def finish_file(path: Path) -> Scan | None:
    """Cut off what is not whole, add the cues, fill in the head; a finished file stays as it is.

    None, and no file any more, when there is not one frame in it. Without room for the cues it
    goes without. Raises DamagedFile for what is no file of ours, OSError.
    """
    file = TrackFile.reopen(path)
    try:
        found = scan_file(file)
        if not found.clusters:
            os.unlink(path)
            return None
        if not found.finished:
            _finish(file, found)
        return found
    finally:
        file.close()


def _finish(file: TrackFile, found: Scan) -> None:
    file.truncate(found.good)
    cues_at: int | None = file.size
    try:
        file.append(cues(found.cues, found.places.segment_start))
    except DiskFull:
        cues_at = None
    if file.size == found.good:
        cues_at = None
    # What the head will speak of is on the disk before it does.
    file.sync()
    file.patch(
        finishing_patches(found.places, cues_at=cues_at, size=file.size, duration_ms=found.last_ms)
    )
    file.sync()
