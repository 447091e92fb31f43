"""Recordings as they lie on the disk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from recorder.disk.recording_folder import RecordingFolder
from recorder.manifest import Manifest
from server.recording.awaited import may_go_on


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
    wanted: Mapping[str, Any] | None = None
    """What it takes to go on with it, where an end of the server interrupted it lately."""


def read_one(folder: Path, unix_s: float = float("inf")) -> StoredRecording | None:
    """The recording in this folder, at `unix_s`; None when its manifest cannot be read."""
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
        wanted=manifest.wanted if may_go_on(manifest, unix_s) else None,
    )


def read_all(root: Path, unix_s: float = float("inf")) -> list[StoredRecording]:
    """Those below `root`, the latest first."""
    folders = root.iterdir() if root.is_dir() else ()
    found = [stored for folder in folders if (stored := read_one(folder, unix_s)) is not None]
    return sorted(found, key=lambda stored: stored.began_unix_s, reverse=True)
