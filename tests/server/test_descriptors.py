"""The server has as many descriptors as the system gives."""

from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path

import pytest

from server.descriptors import WANTED

ROOT = Path(__file__).parents[2]
AFTER = """
import resource, sys
from server.descriptors import raise_descriptor_limit
resource.setrlimit(resource.RLIMIT_NOFILE, (int(sys.argv[1]), int(sys.argv[2])))
raise_descriptor_limit()
print(*resource.getrlimit(resource.RLIMIT_NOFILE))
"""


@pytest.mark.parametrize(("soft", "hard"), [(256, 900), (900, 900)])
def test_up_to_what_is_allowed(soft: int, hard: int) -> None:
    assert hard <= min(WANTED, resource.getrlimit(resource.RLIMIT_NOFILE)[1])
    after = subprocess.run(
        [sys.executable, "-c", AFTER, str(soft), str(hard)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert after.stdout.split() == [str(hard), str(hard)]
