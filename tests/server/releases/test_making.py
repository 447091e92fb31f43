"""Making a release. What pip fetches is put there here; `tests.hardware.updating.walk` makes one of
this very tree."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from datetime import UTC, datetime
from importlib.metadata import distribution
from pathlib import Path

import pytest

from hardware.updating.description import NotForUs, parse_description
from server.errors import StartRefused
from server.releases import making
from server.releases.own_wheel import put_together, source_folder
from server.releases.shelf import Shelf

NOW = datetime(2026, 3, 1, 10, 0, tzinfo=UTC)
LOCK = Path("runtime.lock")


def wheel(folder: Path, name: str, content: str = "") -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / name
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(zipfile.ZipInfo("one.py"), content + "x" * 1000)
    return path


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shelf:
    def download(machine: str, lock: Path, into: Path) -> str:
        assert lock == LOCK
        if machine == "aarch64" and not (tmp_path / "both").exists():
            return "ERROR: No matching distribution found for one==1"
        wheel(into, "both-1-py3-none-any.whl")
        wheel(into, f"one-1-cp311-abi3-manylinux_2_28_{machine}.whl", machine)
        return ""

    def own(into: Path) -> Path:
        return wheel(into, "passerelle-0.1.0-py3-none-any.whl", (tmp_path / "source").read_text())

    (tmp_path / "source").write_text("first")
    monkeypatch.setattr(making, "_download", download)
    monkeypatch.setattr(making, "write_own_wheel", own)
    return Shelf(tmp_path)


def test_a_kit_reads_what_was_made_and_takes_its_own(shelf: Shelf, tmp_path: Path) -> None:
    (tmp_path / "both").touch()
    version = making.make(shelf, making.MACHINES, LOCK, NOW)
    path = shelf.file(version, "release.json")
    assert path is not None
    for machine in making.MACHINES:
        found = parse_description(path.read_bytes(), version, machine, "3.11")
        assert [each.file for each in found.wheels] == [
            "both-1-py3-none-any.whl",
            f"one-1-cp311-abi3-manylinux_2_28_{machine}.whl",
            "passerelle-0.1.0-py3-none-any.whl",
        ]
        assert all(each.installed_bytes >= 1000 for each in found.wheels)


def test_it_is_for_the_machines_that_every_package_is_there_for(shelf: Shelf) -> None:
    version = making.make(shelf, making.MACHINES, LOCK, NOW)
    assert shelf.versions()[0].machines == ("x86_64",)
    path = shelf.file(version, "release.json")
    assert path is not None
    with pytest.raises(NotForUs):
        parse_description(path.read_bytes(), version, "aarch64", "3.11")


def test_for_no_machine_none_is_made(shelf: Shelf) -> None:
    with pytest.raises(StartRefused, match="No matching distribution"):
        making.make(shelf, ["aarch64"], LOCK, NOW)
    assert list(shelf.folder.iterdir()) == []


def test_the_same_source_makes_the_same_version_and_another_another(
    shelf: Shelf, tmp_path: Path
) -> None:
    first = making.make(shelf, making.MACHINES, LOCK, NOW)
    assert making.make(shelf, making.MACHINES, LOCK, NOW) == first
    (tmp_path / "source").write_text("second")
    assert making.make(shelf, making.MACHINES, LOCK, NOW) != first
    assert len(shelf.versions()) == 2


def test_what_is_installed_is_put_together_again(tmp_path: Path) -> None:
    """Of a small package that is not ours: pip takes the wheel, and it holds the same files."""
    installed = distribution("ifaddr")
    path = put_together(installed, tmp_path)
    target = tmp_path / "target"
    words = ["install", "--quiet", "--no-index", "--no-deps", "--target", str(target), str(path)]
    subprocess.run([sys.executable, "-m", "pip", *words], check=True)
    for name in ("ifaddr/__init__.py", "ifaddr/_shared.py"):
        assert (target / name).read_bytes() == Path(str(installed.locate_file(name))).read_bytes()
    again = put_together(installed, tmp_path / "target")
    assert again.read_bytes() == path.read_bytes()


def test_here_the_program_runs_from_its_source() -> None:
    assert source_folder() == Path(__file__).resolve().parents[3]
