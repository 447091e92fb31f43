"""GET /healthz: the process is alive. GET /readyz: it is able to take a room."""

from __future__ import annotations

import asyncio

from aiohttp import web
from sqlalchemy.exc import SQLAlchemyError

from server.http.access import Route, public
from server.services import DATABASE, READINESS

_DATABASE_TIMEOUT_S = 2.0


async def healthz(request: web.Request) -> web.StreamResponse:
    """200 as long as the loop turns."""
    return web.json_response({"status": "alive"})


async def readyz(request: web.Request) -> web.StreamResponse:
    """200 when every part can serve a room, else 503 naming those that cannot. `degraded`: what
    only some need, and do not get: a relay (TURN) that does not answer."""
    readiness = request.app[READINESS]
    parts = {
        "database": await _database_answers(request.app),
        "media": readiness.media,
        "accepting": not readiness.draining,
    }
    missing = [name for name, well in parts.items() if not well]
    if missing:
        return web.json_response({"status": "unready", "missing": missing}, status=503)
    degraded = {"degraded": ["turn"]} if readiness.turn is False else {}
    return web.json_response({"status": "ready"} | degraded)


async def _database_answers(app: web.Application) -> bool:
    try:
        async with asyncio.timeout(_DATABASE_TIMEOUT_S):
            await app[DATABASE].ping()
    except (SQLAlchemyError, OSError, TimeoutError):
        return False
    return True


ROUTES = (Route("GET", "/healthz", healthz, public), Route("GET", "/readyz", readyz, public))
