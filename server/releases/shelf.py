"""The releases in the server's data folder: ``releases/<version>/``, with one of them offered."""

from __future__ import annotations

import filecmp
import json
import os
import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from hardware.updating.description import is_for
from hardware.updating.shelf import is_version
from hardware.whole_file import write_whole

DESCRIPTION = "release.json"
_OFFERED = "offered.json"


class UnknownRelease(KeyError):
    """There is no release of this version."""


@dataclass(frozen=True, slots=True)
class Release:
    """`machines`: those that it is for (`x86_64`, `aarch64`); `bytes`: what a kit that has nothing
    of it fetches at most."""

    version: str
    made_at: datetime
    machines: tuple[str, ...]
    bytes: int


class Shelf:
    """Looked at anew each time: releases are made and removed by another process."""

    def __init__(self, data_dir: Path) -> None:
        self.folder = data_dir / "releases"

    def versions(self) -> list[Release]:
        """Newest first. What is not whole is not there."""
        found = [
            release
            for path in self.folder.glob(f"*/{DESCRIPTION}")
            if (release := _release(_read(path), path.parent.name))
        ]
        return sorted(found, key=lambda release: release.made_at, reverse=True)

    def file(self, version: str, name: str) -> Path | None:
        """The description (`release.json`) or a wheel that it lists; None for anything else."""
        if not is_version(version):
            return None
        folder = self.folder / version
        held = _read(folder / DESCRIPTION)
        if _release(held, version) is None:
            return None
        listed = {wheel["file"] for wheel in held["wheels"]} | {DESCRIPTION}
        path = folder / name
        return path if name in listed and path.is_file() else None

    @property
    def offered(self) -> str | None:
        """The version that kits are to run, if one is offered."""
        version = _read(self.folder / _OFFERED).get("version")
        return version if is_version(version) and self._has(str(version)) else None

    def offer(self, version: str) -> None:
        """From now on kits are to run this one. Raises UnknownRelease, OSError."""
        if not self._has(version):
            raise UnknownRelease(version)
        write_whole(self.folder / _OFFERED, json.dumps({"version": version}))

    def remove(self, version: str) -> None:
        """Raises UnknownRelease, OSError. A kit that runs it goes on."""
        if not self._has(version):
            raise UnknownRelease(version)
        if self.offered == version:
            (self.folder / _OFFERED).unlink()
        # First what makes it one.
        (self.folder / version / DESCRIPTION).unlink()
        shutil.rmtree(self.folder / version)

    def add(self, made: Path, version: str) -> Path:
        """Take in a release that lies in the folder `made`, which is on the same disk, with its
        description. Wheels that another release has are not kept twice. Raises OSError."""
        for wheel in made.glob("*.whl"):
            self._share(wheel)
        folder = self.folder / version
        if folder.exists():
            shutil.rmtree(folder)
        made.replace(folder)
        return folder

    def _share(self, wheel: Path) -> None:
        for other in self.folder.glob(f"[!.]*/{wheel.name}"):
            if filecmp.cmp(other, wheel, shallow=False):
                wheel.unlink()
                os.link(other, wheel)
                return

    def _has(self, version: str) -> bool:
        return self.file(version, DESCRIPTION) is not None


def _read(path: Path) -> dict[str, Any]:
    try:
        held = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return held if isinstance(held, dict) else {}


def _release(held: dict[str, Any], version: str) -> Release | None:
    """None when this is no description of `version`."""
    try:
        if held["version"] != version or not is_version(version):
            return None
        made_at = datetime.fromisoformat(held["made_at"])
        machines = tuple(str(one) for one in held["machines"])
        total = max((_bytes(held["wheels"], machine) for machine in machines), default=0)
        return Release(version, made_at, machines, total)
    except (KeyError, TypeError, ValueError, AttributeError):
        return None


def _bytes(wheels: list[dict[str, Any]], machine: str) -> int:
    return sum(int(one["bytes"]) for one in wheels if is_for(one["file"], machine))
