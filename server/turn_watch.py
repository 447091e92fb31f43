"""Asks the TURN servers now and then whether they still answer: no session shows it before a home
behind a closed network comes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import structlog
from aiohttp import web

from server.background import running
from server.services import READINESS, WALL_CLOCK
from server.turn import TurnServers

_log = structlog.get_logger(__name__)
CHECK_INTERVAL_S = 60.0


class TurnWatch:
    """For `app.cleanup_ctx`."""

    def __init__(self, servers: TurnServers, interval_s: float = CHECK_INTERVAL_S) -> None:
        self._servers = servers
        self._interval_s = interval_s

    async def context(self, app: web.Application) -> AsyncIterator[None]:
        """Looks while the application runs; GET /readyz says what was seen."""
        if not self._servers.urls:
            yield
            return
        async with running(self._look_again(app)):
            yield

    async def _look_again(self, app: web.Application) -> None:
        silent: set[str] = set()
        while True:
            for url in self._servers.urls:
                trouble = await self._servers.trouble(url, app[WALL_CLOCK]())
                if trouble is None:
                    silent.discard(str(url))
                elif str(url) not in silent:
                    silent.add(str(url))
                    _log.warning("no relay", sentence=trouble.english)
            app[READINESS].turn = not silent
            await asyncio.sleep(self._interval_s)
