"""The live part of the application: its services, its life, its routes."""

from __future__ import annotations

from aiohttp import web

from server.http.access import Route
from server.http.session_api import SessionApi
from server.http.stills import Stills
from server.http.whep import Whep
from server.http.whip import Whip
from server.live.directory import DatabaseDirectory
from server.live.registry import LiveRooms
from server.media_loop import media_of
from server.services import CLOCK, DATABASE, WALL_CLOCK
from server.signaling.websocket import Signaling


def live_routes(app: web.Application) -> list[Route]:
    """Adds the live rooms to `app`, whose database comes before, and returns their routes."""
    rooms = LiveRooms(DatabaseDirectory(app[DATABASE], app[WALL_CLOCK]), app[CLOCK])
    app.cleanup_ctx.append(media_of(rooms))

    signaling = Signaling(rooms)

    async def say_goodbye(_app: web.Application) -> None:
        rooms.close("shutdown")
        signaling.close("shutdown")

    app.on_shutdown.append(say_goodbye)
    return [
        *signaling.routes(),
        *Whip(rooms).routes(),
        *Whep(rooms).routes(),
        *Stills(rooms).routes(),
        *SessionApi(rooms).routes(),
    ]
