"""The protocol's modules, tested where they run: in JavaScript, by node's own runner."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

HERE = Path(__file__).parent
SUITES = sorted((HERE / "protocol").glob("*.test.js"))


@pytest.mark.parametrize("suite", SUITES, ids=lambda path: path.name.removesuffix(".test.js"))
def test_protocol(suite: Path) -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("THE PROTOCOL OF THE PAGES IS NOT TESTED: node is missing")
    run = subprocess.run(
        [node, "--test", "--test-reporter=spec", str(suite)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert "tests 0" not in run.stdout
