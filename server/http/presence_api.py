"""The code on the door: somebody in the room writes their own first name on the sheet."""

from __future__ import annotations

import asyncio
from typing import Annotated

from aiohttp import web
from pydantic import Field

from rooms.attendance import Origin
from rooms.errors import RoomError
from rooms.roles import Role
from server.codes import GuessLimiter
from server.database.models import Session
from server.database.sessions import session_by_id
from server.http.access import Route, bearer, claims_of
from server.http.client_address import client_address
from server.http.json_body import Body, answer, read_body
from server.http.refusal import HttpRefusal
from server.live.care import new_line_id
from server.services import CLOCK, DATABASE, RECORDS, wall_time
from server.signaling.from_client.message import one_line

WRITE_TIMEOUT_S = 10.0
#: A whole group behind one network, but no list of names.
MAX_NAMES, PER_S = 30, 300.0


class OwnName(Body):
    name: Annotated[str, Field(max_length=200), one_line(40)]


class PresenceApi:
    """GET and POST /api/presence."""

    def __init__(self) -> None:
        self._limiter = GuessLimiter(MAX_NAMES, PER_S)

    def routes(self) -> list[Route]:
        """Both."""
        rule = bearer(Role.DOOR)
        return [
            Route("GET", "/api/presence", self.get, rule),
            Route("POST", "/api/presence", self.sign, rule),
        ]

    async def get(self, request: web.Request) -> web.StreamResponse:
        """Which session it is; nobody's name."""
        session = await _session(request)
        room = session.room
        about = {"title": session.title, "room": room.name, "centre": room.centre.name}
        return answer({"session": about})

    async def sign(self, request: web.Request) -> web.StreamResponse:
        """201 with the name as it was written down · 409 `full` · 429 `wait`."""
        body, session = await read_body(request, OwnName), await _session(request)
        address, now = client_address(request), request.app[CLOCK]()
        if not self._limiter.allows(address, now):
            raise HttpRefusal(429, "wait")
        self._limiter.record_wrong(address, now)
        line, at_s = new_line_id(), wall_time(request.app).timestamp()
        written = request.app[RECORDS].change(
            session.id, lambda sheet: sheet.tick(line, body.name, True, at_s, Origin.DOOR)
        )
        try:
            async with asyncio.timeout(WRITE_TIMEOUT_S):
                await written
        except TimeoutError:
            raise HttpRefusal(503, "busy") from None
        except RoomError as fault:
            raise HttpRefusal(409, fault.reason) from None
        return answer({"name": body.name}, status=201)


async def _session(request: web.Request) -> Session:
    claims = claims_of(request)
    async with request.app[DATABASE].transaction() as db:
        session = None if claims.session is None else await session_by_id(db, claims.session)
    if session is None or session.room.slug != claims.room:
        raise HttpRefusal(404, "unknown")
    return session
