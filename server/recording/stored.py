"""Recordings as they lie on the disk."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from recorder.disk.recording_folder import RecordingFolder
from recorder.manifest import Manifest


@dataclass(frozen=True, slots=True)
class StoredRecording:
    """One of them. `state`: "running", "finished" or "recovered" (after a crash)."""

    name: str
    folder: Path
    session: str
    state: str
    began_unix_s: float
    ended_unix_s: float | None
    bytes: int
    people: tuple[str, ...]
    """Names of those whose tracks are in it, once each."""


def read_one(folder: Path) -> StoredRecording | None:
    """The recording in this folder; None when its manifest cannot be read."""
    try:
        manifest = Manifest.from_json(RecordingFolder(folder).load())
    except (OSError, KeyError, TypeError, ValueError):
        return None
    return StoredRecording(
        name=folder.name,
        folder=folder,
        session=manifest.session,
        state=manifest.state,
        began_unix_s=manifest.began_unix_s,
        ended_unix_s=manifest.ended_unix_s,
        bytes=sum(entry.bytes for entry in manifest.files),
        people=tuple(dict.fromkeys(entry.who.name for entry in manifest.files)),
    )


def read_all(root: Path) -> list[StoredRecording]:
    """Those below `root`, the latest first."""
    folders = root.iterdir() if root.is_dir() else ()
    found = [stored for folder in folders if (stored := read_one(folder)) is not None]
    return sorted(found, key=lambda stored: stored.began_unix_s, reverse=True)
