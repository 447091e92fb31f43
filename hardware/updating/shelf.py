"""The releases on a kit's disk: ``<data>/releases/<version>/``, a virtual environment each."""

import fcntl
import hashlib
import logging
import os
import re
import shutil
import sys
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from hardware.updating.state import Instant, State, parse_state, state_text
from hardware.whole_file import write_whole

logger = logging.getLogger(__name__)

#: Written last, once everything else is on the disk.
COMPLETE = "complete"
WHEELS = "wheels"
_VERSION = re.compile(r"[0-9][0-9A-Za-z.+_-]{0,63}")
_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
_CHUNK_BYTES = 1 << 20


class Shelf:
    """``folder`` is ``<data>/releases``, as an absolute path: environments cannot be moved."""

    def __init__(self, data_dir: Path) -> None:
        self.folder = data_dir.absolute() / "releases"
        self._path = self.folder / "state.json"

    @property
    def state(self) -> State:
        """What is written down; the base alone when there is nothing, or nothing readable."""
        try:
            return parse_state(self._path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return State()
        except (OSError, ValueError) as error:
            logger.warning("What is known of the releases cannot be read (%s): the base.", error)
            return State()

    def change(self, step: Callable[[State], State]) -> State:
        """Write down what ``step`` makes of the state, whole or not at all; one process at a
        time. Raises OSError; the state is as before then."""
        with self._alone():
            before = self.state
            after = step(before)
            if after != before:
                write_whole(self._path, state_text(after))
            return after

    def release(self, version: str) -> Path:
        """Where it is, or would be."""
        if not is_version(version):
            raise ValueError(f"not a version: {version!r}")
        return self.folder / version

    def program(self, version: str) -> Path:
        """Its console script."""
        return self.release(version) / "bin" / "passerelle"

    def whole(self) -> set[str]:
        """The releases that are complete."""
        return {
            each.name
            for each in self._releases()
            if (each / COMPLETE).is_file() and os.access(self.program(each.name), os.X_OK)
        }

    def running(self) -> str | None:
        """The release that this process is; None for the base."""
        inside = Path(sys.prefix)
        try:
            # By whichever name: systemd's state folder is a symbolic link.
            return inside.name if inside.parent.samefile(self.folder) else None
        except OSError:
            return None

    def keep_only(self, versions: Collection[str]) -> None:
        """Delete the other releases; one that is half deleted is not complete."""
        for each in self._releases():
            if each.name not in versions:
                (each / COMPLETE).unlink(missing_ok=True)
                shutil.rmtree(each, ignore_errors=True)

    def take_wheel(self, into: Path, sha256: str) -> bool:
        """Link the same file of another release there; False where none has it, unharmed."""
        for other in self.folder.glob(f"*/{WHEELS}/{into.name}"):
            if other != into and sha256_of(other) == sha256:
                into.parent.mkdir(parents=True, exist_ok=True)
                into.unlink(missing_ok=True)
                os.link(other, into)
                return True
        return False

    def _releases(self) -> list[Path]:
        if not self.folder.is_dir():
            return []
        return [each for each in self.folder.iterdir() if each.is_dir()]

    @contextmanager
    def _alone(self) -> Iterator[None]:
        self.folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self.folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)


def is_version(text: object) -> bool:
    """May this name a release?"""
    return isinstance(text, str) and _VERSION.fullmatch(text) is not None


def now() -> Instant:
    """Seconds since the machine was switched on, sleep included, and which time that was."""
    try:
        boot = _BOOT_ID.read_text(encoding="ascii").strip()
    except OSError:
        boot = ""
    return Instant(boot, time.clock_gettime(time.CLOCK_BOOTTIME))


def sha256_of(path: Path) -> str:
    """Of a file's content, in hexadecimal digits; empty when there is none."""
    digest = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK_BYTES):
                digest.update(chunk)
    except OSError:
        return ""
    return digest.hexdigest()
