"""A relay that no longer answers is said before somebody needs it."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web

from hardware.network.turn_url import TurnUrl
from server.readiness import Readiness
from server.services import READINESS, WALL_CLOCK
from server.turn import Trouble, TurnServers
from server.turn_watch import TurnWatch
from tests.server.conftest import Served
from tests.support.waiting import until

URLS = (TurnUrl.parse("turn:one.example.org"), TurnUrl.parse("turn:two.example.org"))


@dataclass(frozen=True)
class Relays(TurnServers):
    """Those in `silent` do not answer."""

    silent: set[str] = field(default_factory=set)

    async def trouble(self, url: TurnUrl, wall_s: float) -> Trouble | None:
        await asyncio.sleep(0)
        return Trouble("", "") if url.host in self.silent else None


async def test_one_that_is_silent_and_comes_back() -> None:
    relays = Relays(URLS, secret="north")
    app = web.Application()
    app[READINESS], app[WALL_CLOCK] = Readiness(), lambda: 0.0
    async with asynccontextmanager(TurnWatch(relays, interval_s=0.001).context)(app):
        await until(lambda: app[READINESS].turn is True)
        relays.silent.add("two.example.org")
        await until(lambda: app[READINESS].turn is False)
        relays.silent.clear()
        await until(lambda: app[READINESS].turn is True)


async def test_without_relays_nothing_is_said() -> None:
    app = web.Application()
    app[READINESS], app[WALL_CLOCK] = Readiness(), lambda: 0.0
    async with asynccontextmanager(TurnWatch(TurnServers(())).context)(app):
        await asyncio.sleep(0)
        assert app[READINESS].turn is None


async def test_readiness_says_so_and_stays_ready(served: Served) -> None:
    readiness = served.app[READINESS]
    readiness.media, readiness.turn = True, False
    async with served.client.get("/readyz") as response:
        assert response.status == 200
        assert await response.json() == {"status": "ready", "degraded": ["turn"]}
