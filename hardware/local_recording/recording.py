"""The thread that keeps tracks while their line is cut: neither capture nor the line waits for a
disk."""

import logging
import threading
import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from hardware.local_recording.limits import Budget, Limits
from hardware.local_recording.spool import CLOSED, recover
from hardware.local_recording.told import Told, hear
from hardware.local_recording.track import KeptTrack

logger = logging.getLogger(__name__)

FOLDER = "local-recording"
STEP_S = 0.25


class LocalRecording:
    """``ready``: called on the thread when there is something to send."""

    def __init__(self, data_dir: Path, limits: Limits | None = None) -> None:
        self.ready: Callable[[], None] = lambda: None
        self.folder = data_dir / FOLDER
        self._budget = Budget(limits or Limits())
        self._tracks: list[KeptTrack] = []
        self._told: Told | None = None
        self._complained = False
        self._stopping = threading.Event()
        # Not a daemon: what is being written is written.
        self._thread = threading.Thread(target=self._run, name="local recording")

    def add(self, track: KeptTrack) -> None:
        """Before the start."""
        self._tracks.append(track)

    def hear(self, message: Mapping[str, Any]) -> None:
        """A ``kit.recording`` message."""
        self._told = hear(self._told, message, time.monotonic())

    def start(self) -> None:
        """What an earlier process left is waiting as well."""
        try:
            recover(self.folder)
        except OSError as error:
            logger.warning("What was kept is left as it is: %s", error)
        self._thread.start()

    def stop(self) -> None:
        """Returns at once; what is there is closed behind it."""
        self._stopping.set()

    def waiting(self) -> list[Path]:
        """Parts to be sent, in no order. Blocking."""
        return list(self.folder.glob(f"*{CLOSED}"))

    def _run(self) -> None:
        while not self._stopping.wait(STEP_S):
            self._step()
        for track in self._tracks:
            self._guard(track.close)

    def _step(self) -> None:
        files = self.folder.glob("*") if self.folder.is_dir() else ()
        self._budget.kept_bytes = sum(_size(path) for path in files)
        told, now = self._told, time.monotonic()
        for track in self._tracks:
            if self._guard(partial(track.step, told, self.folder, self._budget, now)):
                self.ready()

    def _guard(self, act: Callable[[], Path | None]) -> Path | None:
        try:
            return act()
        except OSError as error:
            if not self._complained:
                logger.warning("The kit cannot keep what its line does not carry: %s", error)
            self._complained = True
            return None
        except Exception:
            # A fault of ours in one track must not silence the rest of the kit.
            logger.exception("Local recording: an unforeseen fault.")
            return None


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0
