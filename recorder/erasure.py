"""Whoever takes their consent back is removed from what was recorded."""

from __future__ import annotations

import shutil
from pathlib import Path

from recorder.disk.folder import sync_folder
from recorder.disk.recording_folder import RecordingFolder
from recorder.kit_parts.adding import PARTS
from recorder.kit_parts.permitted import PERMITTED, load_permitted
from recorder.manifest import Manifest


def erase_person(folder: Path, person: str) -> list[str]:
    """Delete every file of this person from a recording that is over, and every mention.

    The names of the files deleted: whatever was made from them is to go too. Asking again deletes
    nothing more. Raises ValueError while the recording is under way; OSError.
    """
    recording = RecordingFolder(folder)
    manifest = Manifest.from_json(recording.load())
    if manifest.state == "running":
        raise ValueError("the recording is under way")
    _erase_parts(folder, person)
    theirs = [entry for entry in manifest.files if entry.who.person == person]
    if not theirs:
        return []
    # First the files: a crash in between leaves entries without one, never one without an entry.
    for entry in theirs:
        (folder / entry.file).unlink(missing_ok=True)
    sync_folder(folder)
    manifest.files = [entry for entry in manifest.files if entry.who.person != person]
    recording.save(manifest.to_json())
    return [entry.file for entry in theirs]


def _erase_parts(folder: Path, person: str) -> None:
    """What a kit sent or may still send of them. Without what it would continue, nothing comes."""
    permitted = load_permitted(folder)
    if permitted is not None and permitted.person == person:
        shutil.rmtree(folder / PARTS, ignore_errors=True)
        (folder / PERMITTED).unlink(missing_ok=True)
