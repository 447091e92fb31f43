from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.server.live.live_server import LiveServer


@pytest.fixture
async def server() -> AsyncIterator[LiveServer]:
    server = LiveServer()
    await server.start()
    yield server
    await server.stop()
