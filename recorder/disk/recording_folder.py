"""The folder of one recording: its manifest, and some room kept for the end."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from recorder.disk.folder import free_bytes, replace_json, sync_folder
from recorder.errors import DiskFull

MANIFEST = "manifest.json"
RESERVE = "reserve"
RESERVE_BYTES = 256 << 10
"""Given back when the disk is full, so that there is room for the last manifest and the ends."""


class RecordingFolder:
    """Every method may raise OSError, DiskFull among them."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def create(self) -> None:
        """Make it, for its owner alone, with its reserve."""
        self.path.mkdir(mode=0o700, parents=True)
        sync_folder(self.path.parent)
        self.reserve()

    def reserve(self) -> None:
        """Keep some room."""
        try:
            with (self.path / RESERVE).open("wb") as file:
                os.posix_fallocate(file.fileno(), 0, RESERVE_BYTES)
        except OSError as error:
            self.release()
            raise DiskFull.of(error) from error

    def release(self) -> None:
        """Give the room back."""
        (self.path / RESERVE).unlink(missing_ok=True)

    def free_bytes(self) -> int:
        """What may still be written."""
        return free_bytes(self.path)

    def save(self, manifest: Mapping[str, Any]) -> None:
        """Replace the manifest as a whole."""
        try:
            replace_json(self.path / MANIFEST, manifest)
        except OSError as error:
            raise DiskFull.of(error) from error

    def load(self) -> Any:
        """The manifest as it was saved. Raises ValueError when it is not JSON."""
        return json.loads((self.path / MANIFEST).read_bytes())

    def tidy(self) -> None:
        """Remove what a crash may have left."""
        self.release()
        (self.path / (MANIFEST + ".new")).unlink(missing_ok=True)
