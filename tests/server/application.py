"""An application for a test: the real one, started without what every test would pay anew."""

from __future__ import annotations

import functools
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

from aiohttp import web, web_app
from aiohttp.test_utils import TestClient, TestServer
from argon2 import PasswordHasher
from sqlalchemy import create_engine

from server import app as application
from server.accounts.passwords import Passwords
from server.database.engine import upgrade
from server.settings import Settings

Client = TestClient[web.Request, web.Application]

# What a hash costs by default is checked where passwords are; here it would be most of a sign-in.
_CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@asynccontextmanager
async def running_application(
    settings: Settings, **clocks: Callable[[], float]
) -> AsyncIterator[tuple[web.Application, Client]]:
    """A running application over the loopback, and a client of it."""
    with patch.object(application, "Passwords", lambda: Passwords(_CHEAP)):
        app = application.create_app(settings, **clocks)
    _begin_with_tables(settings)
    server = TestServer(app)
    client: TestClient[Any, Any] = TestClient(server)
    # As `serving` runs it: bodies are not inflated.
    await server.start_server(auto_decompress=False)
    try:
        yield app, client
    finally:
        await client.close()
        # aiohttp remembers the last thousand handlers, and with each its whole application: the
        # more of them there are, the longer each full garbage collection (seconds, in the end).
        web_app._cached_build_middleware.cache_clear()


def _begin_with_tables(settings: Settings) -> None:
    """Puts a database whose tables are there already where this application has none."""
    file = settings.data_dir / "passerelle.db"
    if settings.database_address.endswith(f":///{file}") and not file.exists():
        file.write_bytes(_migrated_database())


@functools.cache
def _migrated_database() -> bytes:
    """What the migrations make of nothing, made by them once."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "passerelle.db"
        engine = create_engine(f"sqlite:///{file}")
        with engine.begin() as connection:
            upgrade(connection)
        engine.dispose()
        return file.read_bytes()
