"""Whether what was written can be read: from the disk, not from what we remember of it."""

from __future__ import annotations

import os
import zlib
from collections import deque
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from recorder.errors import DamagedFile
from recorder.matroska.ebml import read_element
from recorder.matroska.scan import blocks

PROVEN_MS = 10_000
MAX_WRITES = 120


class LastSeconds:
    """The writes of the last ten seconds of a file, and before them as many as decoding needs."""

    def __init__(self) -> None:
        self._writes: deque[Written] = deque(maxlen=MAX_WRITES)

    def add(self, written: Written) -> None:
        """One more."""
        self._writes.append(written)
        entries = [w for w in self._writes if w.entry is not None]
        old_entries = [w for w in entries if w.last_ms <= written.last_ms - PROVEN_MS]
        if old_entries:
            while self._writes[0] is not old_entries[-1]:
                self._writes.popleft()

    def writes(self) -> list[Written]:
        """In their order."""
        return list(self._writes)

    def entry(self) -> int | None:
        """Where in the file decoding can begin."""
        return next((w.entry for w in self._writes if w.entry is not None), None)


class Written(NamedTuple):
    """One write: where, how much, its CRC-32, and the time of its last frame."""

    start: int
    length: int
    crc: int
    last_ms: int
    entry: int | None
    """Where in the file decoding can begin, if it can within this write."""


def can_be_read(path: Path, written: Sequence[Written]) -> bool:
    """Whether these writes are on the disk as they were made, whole clusters of frames."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        # What is on the disk already is to come from there, not from memory.
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
        return all(_is_whole(os.pread(descriptor, w.length, w.start), w) for w in written)
    finally:
        os.close(descriptor)


def _is_whole(data: bytes, written: Written) -> bool:
    if zlib.crc32(data) != written.crc:
        return False
    at, last_ms = 0, -1
    try:
        while at < len(data):
            cluster = read_element(data, at, len(data))
            for block in blocks(data, cluster):
                if block.time_ms <= last_ms:
                    return False
                last_ms = block.time_ms
            at = cluster.end or len(data)
    except DamagedFile:
        return False
    return last_ms == written.last_ms
