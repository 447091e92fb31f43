"""The types written in the scripts' comments hold (tsc --checkJs)."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.web.pages import WEB


def compiler() -> str | None:
    """The TypeScript of web/package.json when it is installed, else the machine's own."""
    local = WEB / "node_modules" / ".bin" / "tsc"
    return str(local) if local.is_file() else shutil.which("tsc")


def test_scripts_are_well_typed() -> None:
    tsc = compiler()
    if tsc is None or shutil.which("node") is None:
        pytest.skip("THE TYPES OF THE PAGES ARE NOT CHECKED: npm install in web/ brings tsc")
    checked = subprocess.run(
        [tsc, "--project", str(Path(WEB, "jsconfig.json"))],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout
