"""A file that only grows, and never keeps half a write."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from recorder.disk.folder import sync_folder
from recorder.errors import DiskFull
from recorder.matroska.layout import Patch


class TrackFile:
    """An open file of a recording. Every method may raise OSError."""

    def __init__(self, path: Path, descriptor: int) -> None:
        self.path = path
        self._descriptor = descriptor
        self.size = os.fstat(descriptor).st_size

    @classmethod
    def create(cls, path: Path, head: bytes) -> TrackFile:
        """A new file that begins with `head`; readable by its owner alone. Raises DiskFull."""
        flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
        file = cls(path, os.open(path, flags, 0o600))
        try:
            file.append(head)
        except OSError:
            file.close()
            path.unlink()
            raise
        file.sync()
        sync_folder(path.parent)
        return file

    @classmethod
    def reopen(cls, path: Path) -> TrackFile:
        """A file that is there already."""
        return cls(path, os.open(path, os.O_RDWR | os.O_CLOEXEC))

    def append(self, data: bytes) -> None:
        """Write at the end, all of it or nothing. Raises DiskFull."""
        written = 0
        try:
            while written < len(data):
                written += os.pwrite(self._descriptor, data[written:], self.size + written)
        except OSError as error:
            os.ftruncate(self._descriptor, self.size)
            raise DiskFull.of(error) from error
        self.size += written

    def patch(self, patches: Sequence[Patch]) -> None:
        """Put these bytes over others."""
        for patch in patches:
            os.pwrite(self._descriptor, patch.data, patch.offset)

    def truncate(self, size: int) -> None:
        """Cut off what lies behind `size`."""
        os.ftruncate(self._descriptor, size)
        self.size = size

    def sync(self) -> None:
        """Wait until everything is on the disk."""
        os.fdatasync(self._descriptor)

    def fileno(self) -> int:
        """The descriptor, for `mmap`."""
        return self._descriptor

    def close(self) -> None:
        """Close it, without waiting for the disk."""
        os.close(self._descriptor)
