"""A wall clock that is set, and a disk that is full: what a kit is put through."""

from __future__ import annotations

import contextlib
import datetime
import os
import resource
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from unittest import mock

import aiortc.clock

_time, _time_ns = time.time, time.time_ns


class WallClock:
    """The wall clock of this process, ``ahead_s`` before the true one. Monotonic clocks go on."""

    def __init__(self) -> None:
        self.ahead_s = 0.0

    def time(self) -> float:
        return _time() + self.ahead_s

    def time_ns(self) -> int:
        return _time_ns() + round(self.ahead_s * 1e9)

    def now(self, tz: datetime.tzinfo | None = None) -> datetime.datetime:
        return datetime.datetime.fromtimestamp(self.time(), tz)


@contextlib.contextmanager
def wall_clock() -> Iterator[WallClock]:
    """Everything in this process that asks for the time asks this clock; aiortc, which asks the C
    library, by its own module."""
    clock = WallClock()
    shifted = SimpleNamespace(
        datetime=SimpleNamespace(now=clock.now),
        timedelta=datetime.timedelta,
        timezone=datetime.timezone,
    )
    with (
        mock.patch("time.time", clock.time),
        mock.patch("time.time_ns", clock.time_ns),
        mock.patch.object(aiortc.clock, "datetime", shifted),
    ):
        yield clock


class SmallDisk:
    """A disk of a few megabytes for ``folder`` where one may be mounted; else, while it is
    "full", this process can make no file longer."""

    SIZE_MB = 24

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._filler = folder / "filler"
        mount = ["mount", "-t", "tmpfs", "-o", f"size={self.SIZE_MB}m", "tmpfs", str(folder)]
        self.is_mounted = subprocess.run(mount, capture_output=True, check=False).returncode == 0
        self._limits = resource.getrlimit(resource.RLIMIT_FSIZE)

    def fill(self) -> None:
        """Not a byte more."""
        if not self.is_mounted:
            resource.setrlimit(resource.RLIMIT_FSIZE, (0, self._limits[1]))
            return
        with self._filler.open("ab", buffering=0) as file, contextlib.suppress(OSError):
            while True:
                file.write(bytes(4096))

    def free(self) -> None:
        """There is room again."""
        resource.setrlimit(resource.RLIMIT_FSIZE, self._limits)
        self._filler.unlink(missing_ok=True)

    def close(self) -> None:
        self.free()
        if self.is_mounted:
            subprocess.run(["umount", "-l", str(self._folder)], check=False)


def free_bytes(folder: Path) -> int:
    """What may still be written there."""
    figures = os.statvfs(folder)
    return figures.f_bavail * figures.f_frsize
