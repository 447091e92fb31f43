"""What is to be made, as one process tells it to another."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from recorder.disk.recording_folder import MANIFEST
from recorder.replay.edits import Edits, parse_edits
from recorder.replay.errors import NotMade
from recorder.replay.events import EVENTS
from recorder.replay.source import Source, film_source, recording_source

#: Changed with what is made of the same: nothing half made by another version is gone on with.
_VERSION = 3


@dataclass(frozen=True, slots=True)
class Order:
    """`folder` is the replay's. What it is made of: the folder of a `recording`, or a file
    (`upload`) with what its examination found (`film`)."""

    folder: Path
    edits: Edits
    recording: Path | None = None
    upload: Path | None = None
    film: dict[str, Any] | None = None
    threads: int = 1

    def to_json(self) -> dict[str, Any]:
        """As it is told."""
        return {
            "folder": str(self.folder),
            "edits": self.edits.to_json(),
            "recording": None if self.recording is None else str(self.recording),
            "upload": None if self.upload is None else str(self.upload),
            "film": self.film,
            "threads": self.threads,
        }

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Order:
        """As it was told. Raises KeyError, TypeError, Malformed."""
        recording, upload = value["recording"], value["upload"]
        return cls(
            folder=Path(value["folder"]),
            edits=parse_edits(value["edits"]),
            recording=None if recording is None else Path(recording),
            upload=None if upload is None else Path(upload),
            film=value["film"],
            threads=value["threads"],
        )

    def readable(self) -> list[Path]:
        """What is to be read for it, and nothing else."""
        return [path for path in (self.recording, self.upload) if path is not None]

    def source(self) -> Source:
        """All that it may be made of: without those who are dropped. Raises NotMade."""
        if self.recording is not None:
            return recording_source(self.recording).without(self.edits.drop)
        if self.upload is None or self.film is None or not self.upload.is_file():
            raise NotMade("gone")
        return film_source(
            self.upload,
            self.film["container"],
            self.film["duration_ms"] / 1000,
            sound=self.film["audio_codec"] is not None,
            spherical=self.film["spherical"] is not None,
        )

    @property
    def is_photo(self) -> bool:
        """A picture that does not move."""
        return self.film is not None and self.film["kind"] == "photo"

    def key(self) -> str:
        """The same for files that show and sound the same, of the same source. Raises OSError."""
        digest = hashlib.sha256(json.dumps([_VERSION, self.edits.of_files(), self.film]).encode())
        for path in self._telling():
            if path.is_file():
                digest.update(path.read_bytes())
        return digest.hexdigest()[:16]

    def _telling(self) -> list[Path]:
        folder = self.recording
        return [] if folder is None else [folder / MANIFEST, folder / EVENTS]
