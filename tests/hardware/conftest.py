"""What the kit's tests have in common."""

from __future__ import annotations

import os

import pytest

from tests.support.proxy_environment import without_proxies


@pytest.fixture
def no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only those that a test names itself."""
    for name in os.environ.keys() - without_proxies(os.environ).keys():
        monkeypatch.delenv(name)
