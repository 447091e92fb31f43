"""What is half made: a folder in the replay's own, whose steps outlive the process."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from recorder.disk.folder import sync_folder
from recorder.replay.manifest import MANIFEST, ReplayManifest, read_manifest, write_manifest

WORK = ".making"
#: Beside the replay, for whoever edits it: the sound of all that it may be made of.
SOURCE_WAVEFORM = "source-waveform.json"
_LOCK = ".lock"
_KEY = "key"


class Work:
    """The steps of one order; those of another are thrown away. Raises OSError throughout."""

    def __init__(self, folder: Path, key: str) -> None:
        self.folder = folder
        self.path = folder / WORK
        self._key = key
        if self._found_key() != key:
            shutil.rmtree(self.path, ignore_errors=True)
            self.path.mkdir(mode=0o700, parents=True)
            (self.path / _KEY).write_text(key)

    def _found_key(self) -> str | None:
        try:
            return (self.path / _KEY).read_text()
        except OSError:
            return None

    def named(self, stem: str, suffix: str) -> str:
        """The name of a file of the replay: another for every order, so that no cache shows the
        old one."""
        return f"{stem}-{self._key[:8]}{suffix}"

    @contextmanager
    def step(self, name: str) -> Iterator[Path | None]:
        """Where to write what a step makes; None where that was done already. The file has its
        name once it is whole."""
        done = self.path / name
        if done.exists():
            yield None
            return
        part = self.path / f"part-{name}"
        yield part
        os.replace(part, done)

    def publish(self, manifest: ReplayManifest) -> None:
        """Its files into the replay's folder, then its manifest, then nothing else is there."""
        for name in manifest.files():
            if (self.path / name).exists():
                _sync(self.path / name)
                # It stays here too: what follows may need it, after a restart as well.
                (self.folder / name).unlink(missing_ok=True)
                os.link(self.path / name, self.folder / name)
        sync_folder(self.folder)
        write_manifest(self.folder, manifest)
        remove_unnamed(self.folder, manifest)

    def end(self) -> None:
        """Nothing half made is left."""
        shutil.rmtree(self.path, ignore_errors=True)


def remove_unnamed(folder: Path, manifest: ReplayManifest | None) -> None:
    """Files of a replay that it does not name any more; without a manifest, all of them."""
    named = manifest.files() if manifest is not None else frozenset()
    kept = {_LOCK} if manifest is None else {_LOCK, MANIFEST, SOURCE_WAVEFORM}
    for path in folder.iterdir():
        if path.is_file() and path.name not in named | kept:
            path.unlink()


@contextmanager
def changing(folder: Path) -> Iterator[ReplayManifest | None]:
    """The manifest, which nobody else changes meanwhile, neither here nor in another process."""
    with (folder / _LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield read_manifest(folder)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
