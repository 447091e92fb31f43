"""This program as a wheel: built of its source, or put together again as it was installed."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from importlib.metadata import Distribution, distribution
from pathlib import Path

from server.errors import StartRefused

NAME = "passerelle"
# The same content makes the same file: the earliest time that a zip archive knows.
_EPOCH = "315532800"
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)
_PACKAGES = ("media", "rooms", "recorder", "server", "hardware", "web")
_OF_AN_INSTALLATION = ("INSTALLER", "REQUESTED", "direct_url.json", "RECORD")


def source_folder() -> Path | None:
    """Where this program runs from its source; None where it was installed as a wheel."""
    root = Path(__file__).resolve().parents[2]
    return root if (root / "pyproject.toml").is_file() else None


def write_own_wheel(into: Path) -> Path:
    """The wheel, in the folder `into`. Raises StartRefused."""
    source = source_folder()
    return _build(source, into) if source else put_together(distribution(NAME), into)


def _build(source: Path, into: Path) -> Path:
    """Of a copy: what building leaves behind stays out of the source, and the other way round."""
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch) / "source"
        leave = shutil.ignore_patterns("__pycache__", "node_modules", "*.pyc")
        for package in _PACKAGES:
            shutil.copytree(source / package, copy / package, ignore=leave)
        for name in ("pyproject.toml", "README.md"):
            shutil.copy(source / name, copy)
        out = Path(scratch) / "out"
        words = ["wheel", "--no-deps", "--no-build-isolation", "--no-index", "--quiet"]
        built = subprocess.run(
            [sys.executable, "-m", "pip", *words, "--wheel-dir", str(out), str(copy)],
            env=os.environ | {"SOURCE_DATE_EPOCH": _EPOCH},
            capture_output=True,
            text=True,
            check=False,
        )
        if built.returncode:
            raise StartRefused(
                f"Le paquet ne peut pas être fait : {built.stderr.strip()[-400:]}",
                f"The package cannot be built: {built.stderr.strip()[-400:]}",
            )
        (wheel,) = out.glob("*.whl")
        return Path(shutil.move(wheel, into / wheel.name))


def put_together(installed: Distribution, into: Path) -> Path:
    """The wheel that `installed` came from, by the record of its files (PEP 376, PEP 427)."""
    named = f"{installed.name}-{installed.version}"
    wheel, info = into / f"{named}-py3-none-any.whl", f"{named}.dist-info"
    rows: list[tuple[str, str, int | str]] = []
    with zipfile.ZipFile(wheel, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(installed.files or (), key=str):
            name = str(path)
            # Scripts and compiled modules are made where it is installed.
            if name.startswith("..") or name.endswith(".pyc"):
                continue
            if name.startswith(info) and path.name in _OF_AN_INSTALLATION:
                continue
            data = path.read_binary()
            digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=")
            rows.append((name, f"sha256={digest.decode()}", len(data)))
            archive.writestr(zipfile.ZipInfo(name, _ZIP_TIME), data, zipfile.ZIP_DEFLATED)
        rows.append((f"{info}/RECORD", "", ""))
        record = io.StringIO()
        csv.writer(record, lineterminator="\n").writerows(rows)
        archive.writestr(zipfile.ZipInfo(f"{info}/RECORD", _ZIP_TIME), record.getvalue())
    return wheel
