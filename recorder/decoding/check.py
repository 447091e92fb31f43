"""One decoder at a time, beside the writing thread, which never waits for it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

CHILD = Path(__file__).with_name("child.py")
PATIENCE_S = 20.0
MOST_FRAMES = {"video": 10, "audio": 500}
"""A keyframe and what follows: enough to know, at a hundredth of the cost of all."""


class Passage(NamedTuple):
    """The end of a file, from where decoding can begin; offsets in bytes."""

    path: Path
    kind: str
    head: int
    start: int
    end: int


class DecodeCheck:
    """Whether a passage can be decoded."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._give_up_at = 0.0

    @property
    def busy(self) -> bool:
        """Whether a passage is being decoded."""
        return self._process is not None

    def start(self, passage: Passage, now: float) -> None:
        """Begin. Raises OSError when no process can be started."""
        offsets = [str(passage.head), str(passage.start), str(passage.end)]
        self._process = subprocess.Popen(
            [sys.executable, "-I", CHILD, passage.path, *offsets, str(MOST_FRAMES[passage.kind])],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={},
        )
        self._give_up_at = now + PATIENCE_S

    def poll(self, now: float) -> bool | None:
        """The result, once; None while there is none. A decoder that hangs is ended."""
        process = self._process
        if process is None:
            return None
        if process.poll() is None:
            if now < self._give_up_at:
                return None
            process.kill()
        output, _ = process.communicate()
        self._process = None
        return process.returncode == 0 and int(output or b"0") > 0

    def close(self) -> None:
        """End what is under way."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None
