"""A webhook on the loopback, which keeps what it is given."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from aiohttp import web


@dataclass
class Webhook:
    """An address that takes JSON."""

    bodies: list[dict[str, Any]] = field(default_factory=list)
    #: So many are answered by a fault first.
    faults: int = 0
    url: str = ""

    async def __aenter__(self) -> Webhook:
        app = web.Application()
        app.router.add_post("/alerts", self._take)
        self._runner = web.AppRunner(app)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}/alerts"
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._runner.cleanup()

    async def _take(self, request: web.Request) -> web.Response:
        if self.faults:
            self.faults -= 1
            return web.Response(status=503)
        self.bodies.append(await request.json())
        return web.Response(status=204)
