"""`passerelle kit doctor`: both languages, and a code for scripts."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

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
