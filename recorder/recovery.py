"""What a server that starts again finds unfinished, and finishes."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from pathlib import Path

from recorder.disk.finish import finish_file
from recorder.disk.recording_folder import RecordingFolder
from recorder.errors import DamagedFile
from recorder.manifest import FileEntry, Manifest

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Recovered:
    """What was done. Names are those of folders below the root."""

    finished: list[str] = field(default_factory=list)
    untold: list[str] = field(default_factory=list)
    """Folders without a manifest that can be read: nobody knows whose they are, nor with what
    consent, so that nothing in them may be used."""


def recover(root: Path) -> Recovered:
    """Finish every recording below `root` that is not. None may be under way. Raises OSError."""
    result = Recovered()
    for folder in sorted(root.iterdir()) if root.is_dir() else []:
        if not folder.is_dir():
            continue
        found = RecordingFolder(folder)
        found.tidy()
        try:
            manifest = Manifest.from_json(found.load())
        except (OSError, KeyError, TypeError, ValueError):
            result.untold.append(folder.name)
            continue
        if manifest.state == "running" or any(e.ended_ms is None for e in manifest.files):
            _finish(found, manifest)
            result.finished.append(folder.name)
    return result


def _finish(folder: RecordingFolder, manifest: Manifest) -> None:
    manifest.files = [entry for entry in manifest.files if _finish_entry(folder.path, entry)]
    manifest.state = "recovered"
    if manifest.ended_unix_s is None:
        manifest.ended_unix_s = manifest.began_unix_s + manifest.last_ms / 1000
    folder.save(manifest.to_json())


def _finish_entry(folder: Path, entry: FileEntry) -> bool:
    """Whether there is anything in the file."""
    if entry.ended_ms is not None:
        return True
    path = folder / entry.file
    try:
        found = finish_file(path)
    except FileNotFoundError:
        return False
    except DamagedFile as error:
        if not path.stat().st_size:
            path.unlink()
            return False
        log.error("%s cannot be finished: %s", entry.file, error)
        entry.ended_ms, entry.end_reason = entry.began_ms, "damaged"
        return True
    if found is None:
        return False
    entry.ended_ms, entry.end_reason = found.last_ms, "recovered"
    entry.bytes = path.stat().st_size
    return True
