"""The thread that writes one recording: a disk that takes its time never holds up a packet."""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path

from recorder.manifest import Interruption
from recorder.recording_writer import Batch, End, RecordingWriter
from recorder.state import RecordingState

log = logging.getLogger(__name__)

PERIOD_S = 0.1
"""Packets wait this long at most: waking for each would cost more than writing them."""
MAX_PENDING_BYTES = 64 << 20
"""A disk that stands still does not fill the memory: half a minute of three cameras."""


class WritingThread:
    """Takes what the media loop gives and returns at once."""

    def __init__(
        self,
        writer: RecordingWriter,
        *,
        clock: Callable[[], float] = time.monotonic,
        unix_clock: Callable[[], float] = time.time,
    ) -> None:
        """`clock` is the media loop's."""
        self._writer = writer
        self._clock = clock
        self._unix_clock = unix_clock
        self._commands: deque[Batch | End] = deque()
        self._given_bytes = 0
        self._taken_bytes = 0
        self._stopping = threading.Event()
        self.still_wanted = False
        """Set before `stop`: whoever starts again goes on with it."""
        # Not a daemon: a server that ends waits for its files.
        self._thread = threading.Thread(target=self._run, name="recording")
        self._thread.start()

    @property
    def began(self) -> float:
        """Its zero, on the media loop's clock."""
        return self._writer.began

    @property
    def folder(self) -> Path:
        """Where its files are."""
        return self._writer.folder

    @property
    def interruptions(self) -> Sequence[Interruption]:
        """While nothing of it was written, since no server was there."""
        return self._writer.manifest.interruptions

    @property
    def state(self) -> RecordingState:
        """What it was at the last step."""
        return self._writer.state

    def give(self, command: Batch | End) -> bool:
        """False when the disk is so far behind that the packets are not taken."""
        size = _size(command)
        if size and self._given_bytes - self._taken_bytes + size > MAX_PENDING_BYTES:
            return False
        self._given_bytes += size
        self._commands.append(command)
        return True

    def stop(self) -> None:
        """Write what was given, finish every file, end. Returns at once."""
        self._stopping.set()

    def join(self, timeout_s: float | None = None) -> bool:
        """Wait for the end; False when it is not there in time."""
        self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def _run(self) -> None:
        while not self._stopping.wait(PERIOD_S):
            self._step()
        self._step()
        self._writer.finish(self._clock(), self._unix_clock(), still_wanted=self.still_wanted)

    def _step(self) -> None:
        try:
            now = self._clock()
            while self._commands:
                command = self._commands.popleft()
                self._taken_bytes += _size(command)
                self._writer.handle(command, now)
            self._writer.step(now)
        except Exception:
            log.exception("a step of a recording failed")


def _size(command: Batch | End) -> int:
    if isinstance(command, End):
        return 0
    return sum(len(packet.packet) for packet in command.batch.packets)
