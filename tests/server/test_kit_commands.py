"""`passerelle kit doctor`: both languages, and a code for scripts."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from hardware.updating.shelf import Shelf
from hardware.updating.state import State

ROOT = Path(__file__).parents[2]


def run(data_dir: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "server.cli", "kit", *words],
        cwd=ROOT,
        env={**os.environ, "PASSERELLE_DATA_DIR": str(data_dir), "TERM": "dumb"},
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_the_doctor_says_what_is_missing_in_both_languages_and_by_its_code(tmp_path: Path) -> None:
    (tmp_path / "kit.toml").write_text(
        'version = 1\nname = "Essai"\n[[cameras]]\nrole = "salle"\nlabel = "Salle"\n'
        'source = { kind = "device", port = "pci-9999:00:00.0-usb-0:9" }\n'
    )
    said = run(tmp_path, "doctor", "--profile", str(tmp_path / "kit.toml"))
    assert said.returncode == 1, said.stderr
    assert "[!]  Salle : L’appareil du rôle « salle » n’est pas branché." in said.stdout
    assert "     Salle: The device of the role 'salle' is not plugged in." in said.stdout


def test_a_profile_that_does_not_hold_is_named(tmp_path: Path) -> None:
    said = run(tmp_path, "doctor", "--profile", "inconnu")
    assert said.returncode == 1
    assert "inconnu" in said.stderr
    assert "Traceback" not in said.stderr


def test_a_kit_that_does_not_know_its_server_is_told_so(tmp_path: Path) -> None:
    said = run(tmp_path, "--profile", "demo")
    assert said.returncode == 2
    assert "--url" in said.stderr


def test_which_releases_there_are_and_back_to_the_one_before(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    said = run(tmp_path, "back")
    assert said.returncode == 1
    assert "il n’y a rien avant" in said.stderr
    for version in ("0.1.0+aaaaaaaa", "0.2.0+bbbbbbbb"):
        program = shelf.program(version)
        program.parent.mkdir(parents=True)
        program.touch(mode=0o755)
        (shelf.release(version) / "complete").touch()
    shelf.change(lambda _: State("0.2.0+bbbbbbbb", "0.1.0+aaaaaaaa", base="0.1.0"))
    said = run(tmp_path, "releases")
    assert "Version du boîtier / The kit’s version: 0.2.0+bbbbbbbb" in said.stdout
    assert "Avant elle / Before it: 0.1.0+aaaaaaaa" in said.stdout
    assert "The kit’s version: 0.1.0+aaaaaaaa" in run(tmp_path, "back").stdout
    assert "programme installé / installed program (0.1.0)" in run(tmp_path, "back").stdout
    assert shelf.state.current is None
