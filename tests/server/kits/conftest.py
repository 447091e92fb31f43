"""An application whose clocks really go: what it does by itself happens."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from typing import Any, cast

import pytest
from aiohttp.test_utils import TestClient, TestServer

from server.app import create_app
from server.settings import Settings
from tests.server.conftest import HeldClock, Served


@pytest.fixture
async def running(settings: Settings) -> AsyncIterator[Served]:
    app = create_app(settings)
    server = TestServer(app)
    client: TestClient[Any, Any] = TestClient(server)
    await server.start_server(auto_decompress=False)
    try:
        # Nobody holds these clocks.
        yield Served(app, client, cast(HeldClock, time.time), cast(HeldClock, time.monotonic))
    finally:
        await client.close()
