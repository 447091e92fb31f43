"""Makes a release for the kits: this program, and all that it needs, as wheels."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Collection
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from hardware.updating.description import FORMAT, Wheel, digest_of
from hardware.updating.shelf import sha256_of
from server.errors import StartRefused
from server.releases.own_wheel import source_folder, write_own_wheel
from server.releases.shelf import DESCRIPTION, Shelf

MACHINES = ("x86_64", "aarch64")
PYTHON = "3.11"
# The C library of Debian 12 is 2.36.
_GLIBC_MINOR = 36


def make(shelf: Shelf, machines: Collection[str], lock: Path | None, now: datetime) -> str:
    """The version of what was made of this very program, for those of `machines` for which every
    wheel is there; `lock`: what it needs, with hashes. Raises StartRefused."""
    lock = lock or _own_lock()
    making = shelf.folder / ".making"
    try:
        shutil.rmtree(making, ignore_errors=True)
        making.mkdir(parents=True)
        missing = {each: said for each in machines if (said := _download(each, lock, making))}
        if len(missing) == len(machines):
            raise StartRefused(
                "Il manque des paquets, aucune version n’est faite : " + _last_line(missing),
                "Packages are missing, no release is made: " + _last_line(missing),
            )
        own = write_own_wheel(making)
        made_for = [each for each in machines if each not in missing]
        version = describe(making, own.name.split("-")[1], made_for, now)
        shelf.add(making, version)
    except OSError as error:
        raise StartRefused(
            f"La version ne peut pas être gardée dans {shelf.folder} ({error.strerror}).",
            f"The release cannot be kept in {shelf.folder} ({error.strerror}).",
        ) from error
    finally:
        shutil.rmtree(making, ignore_errors=True)
    return version


def _own_lock() -> Path:
    source = source_folder()
    lock = source / "requirements" / "runtime.lock" if source else None
    if lock is None or not lock.is_file():
        raise StartRefused(
            "Dites ce dont le programme a besoin : --lock requirements/runtime.lock",
            "Say what the program needs: --lock requirements/runtime.lock",
            exit_code=2,
        )
    return lock


def _download(machine: str, lock: Path, into: Path) -> str:
    """From wherever pip is set up to take packages. What pip said when one is missing, for which
    nothing is kept; else nothing."""
    apart = into / machine
    words = ["download", "--quiet", "--require-hashes", "--no-deps", "--only-binary=:all:"]
    words += ["--python-version", PYTHON, "--implementation", "cp", "--dest", str(apart)]
    words += [word for abi in ("cp311", "abi3", "none") for word in ("--abi", abi)]
    words += [word for tag in _platforms(machine) for word in ("--platform", tag)]
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
    done = subprocess.run(
        [*pip, *words, "--requirement", str(lock)], capture_output=True, text=True, check=False
    )
    if not done.returncode:
        for wheel in apart.iterdir():
            wheel.replace(into / wheel.name)
    shutil.rmtree(apart, ignore_errors=True)
    return done.stderr.strip() or "pip" if done.returncode else ""


def _platforms(machine: str) -> list[str]:
    """Every tag that the C library of Debian 12 is good for (PEP 600, PEP 599, 571, 513)."""
    tags = [f"manylinux_2_{minor}_{machine}" for minor in range(_GLIBC_MINOR, 4, -1)]
    older = ("manylinux2014", "manylinux2010", "manylinux1")
    return tags + [f"{tag}_{machine}" for tag in older]


def describe(folder: Path, version: str, machines: Collection[str], now: datetime) -> str:
    """Write down what the folder holds; its version, of which `version` is the first part."""
    wheels = sorted((_wheel(path) for path in folder.glob("*.whl")), key=lambda each: each.file)
    version = f"{version}+{digest_of(wheels)}"
    held = {
        "format": FORMAT,
        "version": version,
        "made_at": now.isoformat(timespec="seconds"),
        "python": PYTHON,
        "machines": list(machines),
        "wheels": [asdict(wheel) for wheel in wheels],
    }
    (folder / DESCRIPTION).write_text(json.dumps(held, indent=1), encoding="utf-8")
    return version


def _wheel(path: Path) -> Wheel:
    with zipfile.ZipFile(path) as archive:
        unpacked = sum(entry.file_size for entry in archive.infolist())
    return Wheel(path.name, sha256_of(path), path.stat().st_size, unpacked)


def _last_line(missing: dict[str, str]) -> str:
    return next(iter(missing.values())).splitlines()[-1]
