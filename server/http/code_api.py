"""POST /api/code: a session's 9-digit code, said on the phone, opens its page."""

from __future__ import annotations

import json
from datetime import datetime

from aiohttp import web

from server.codes import GuessLimiter, normalise_code
from server.database.models import Session, SessionState
from server.database.sessions import session_by_code
from server.http.access import Route, public
from server.http.client_address import client_address
from server.links import GRACE, resident_token
from server.services import CLOCK, DATABASE, TOKENS, wall_time

MAX_BODY_BYTES = 256


class CodeApi:
    """The door that codes open, with its limiter."""

    def __init__(self) -> None:
        self._limiter = GuessLimiter()

    def routes(self) -> list[Route]:
        """POST /api/code."""
        return [Route("POST", "/api/code", self.open, public)]

    async def open(self, request: web.Request) -> web.StreamResponse:
        """200 {"url"} · 404 {"reason":"unknown"} whatever is wrong · 429 {"reason":"wait"}."""
        address, now = client_address(request), request.app[CLOCK]()
        if not self._limiter.allows(address, now):
            return web.json_response({"reason": "wait"}, status=429)
        # Counted before the first await: parallel guesses do not slip past the limit.
        self._limiter.record_wrong(address, now)
        session = await self._session(request)
        if session is None:
            return web.json_response({"reason": "unknown"}, status=404)
        self._limiter.forgive(address, now)
        token = resident_token(request.app[TOKENS], session, wall_time(request.app))
        return web.json_response(
            {"url": f"/s/{session.id}#{token}"}, headers={"Cache-Control": "no-store"}
        )

    async def _session(self, request: web.Request) -> Session | None:
        code = await _code_of(request)
        if code is None:
            return None
        async with request.app[DATABASE].transaction() as db:
            session = await session_by_code(db, code)
        wall = wall_time(request.app)
        return session if session is not None and _still_opens(session, wall) else None


async def _code_of(request: web.Request) -> str | None:
    if (request.content_length or 0) > MAX_BODY_BYTES:
        return None
    try:
        message = json.loads(await request.read())
    except (ValueError, RecursionError):
        return None
    code = message.get("code") if isinstance(message, dict) else None
    return normalise_code(code) if isinstance(code, str) else None


def _still_opens(session: Session, wall: datetime) -> bool:
    if session.state == SessionState.ENDED:
        return False
    return session.state == SessionState.OPEN or wall < session.ends_at + GRACE
