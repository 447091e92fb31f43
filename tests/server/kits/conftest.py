"""An application whose clocks really go: what it does by itself happens."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from typing import cast

import pytest

from server.settings import Settings
from tests.server.application import running_application
from tests.server.conftest import HeldClock, Served


@pytest.fixture
async def running(settings: Settings) -> AsyncIterator[Served]:
    async with running_application(settings) as (app, client):
        # Nobody holds these clocks.
        yield Served(app, client, cast(HeldClock, time.time), cast(HeldClock, time.monotonic))
