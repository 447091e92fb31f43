"""Alive is not ready: readiness names what is missing."""

from __future__ import annotations

import asyncio

from server.services import DATABASE, READINESS, SETTINGS
from tests.server.conftest import Served


async def test_alive(served: Served) -> None:
    async with served.client.get("/healthz") as response:
        assert response.status == 200
        assert await response.json() == {"status": "alive"}


async def ready(served: Served) -> tuple[int, list[str]]:
    async with served.client.get("/readyz") as response:
        return response.status, (await response.json()).get("missing", [])


async def test_ready(served: Served) -> None:
    served.app[READINESS].media = True
    assert await ready(served) == (200, [])


async def test_media_away(served: Served) -> None:
    served.app[READINESS].media = False
    assert await ready(served) == (503, ["media"])


async def test_draining(served: Served) -> None:
    served.app[READINESS].media = True
    served.app[READINESS].draining = True
    assert await ready(served) == (503, ["accepting"])


async def test_database_away(served: Served) -> None:
    served.app[READINESS].media = True
    await served.app[DATABASE].close()
    path = served.app[SETTINGS].data_dir / "passerelle.db"
    path.unlink()
    path.mkdir()
    assert await ready(served) == (503, ["database"])
    await asyncio.sleep(0.2)  # aiosqlite's thread still reports to this loop
    async with served.client.get("/healthz") as response:
        assert response.status == 200
