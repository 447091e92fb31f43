"""Where the files of replays lie, and of what they were made."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from recorder.erasure import erase_person
from recorder.replay.manifest import MANIFEST, ReplayManifest, read_manifest
from server.database.replay_models import Replay
from server.publishing.attached import Shelf

_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


class ReplayFolders:
    """The folders below `data_dir`. Everything here touches the disk: call it in a thread."""

    def __init__(self, data_dir: Path) -> None:
        self._data_dir = data_dir
        self._read: dict[str, tuple[tuple[int, int], ReplayManifest]] = {}

    def of(self, replay_id: str) -> Path:
        """The folder of one. Raises ValueError for what is no id."""
        return self._named("replays", replay_id)

    def manifest(self, replay_id: str) -> ReplayManifest | None:
        """What there is to watch; None as long as nothing is, and where it cannot be read."""
        try:
            status = (self.of(replay_id) / MANIFEST).stat()
            version = (status.st_mtime_ns, status.st_size)
            known = self._read.get(replay_id)
            if known is not None and known[0] == version:
                return known[1]
            manifest = read_manifest(self.of(replay_id))
        except (OSError, ValueError):
            self._read.pop(replay_id, None)
            return None
        if manifest is not None:
            self._read[replay_id] = version, manifest
        return manifest

    def delete_made(self, replay_id: str) -> None:
        """Nothing that was made is left. Raises OSError."""
        folder = self.of(replay_id)
        # First what says that there is something: half of it is never served.
        (folder / MANIFEST).unlink(missing_ok=True)
        _remove(folder)
        self._read.pop(replay_id, None)

    def shelf(self, replay_id: str) -> Shelf:
        """What lies beside one. Raises ValueError for what is no id."""
        return Shelf(self.of(replay_id))

    def delete(self, replay: Replay) -> None:
        """Nothing that was made is left, nor what it was made from. Raises OSError."""
        self.delete_made(replay.id)
        for folder in self._sources(replay):
            _remove(folder)

    def erase(self, replay: Replay, person: str) -> None:
        """This person's tracks are no more in what it is made from. Raises OSError, ValueError
        (the recording is under way)."""
        if replay.recording is not None:
            folder = self._named("recordings", replay.recording)
            if folder.is_dir():
                erase_person(folder, person)

    def _sources(self, replay: Replay) -> Iterator[Path]:
        if replay.recording is not None:
            yield self._named("recordings", replay.recording)
        if replay.upload is not None:
            yield self._named("uploads", replay.upload)

    def _named(self, kind: str, name: str) -> Path:
        if not _ID.fullmatch(name):
            raise ValueError("not a name of ours")
        return self._data_dir / kind / name


def _remove(folder: Path) -> None:
    if folder.is_dir():
        shutil.rmtree(folder)
