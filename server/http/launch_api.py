"""One press: a session opens. The token to lead it, and the residents' link made anew."""

from __future__ import annotations

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncSession

from rooms.errors import NotPossible
from server.accounts.roles import LEADS, PREPARES
from server.codes import new_code
from server.database.models import Session, new_link
from server.database.sessions import session_by_id
from server.http.access import Route, account
from server.http.account_guard import signed_in
from server.http.json_body import answer
from server.http.refusal import HttpRefusal
from server.http.session_link import link_view
from server.links import lead_token, token_end
from server.live.directory import session_view
from server.live.planning import amend, start
from server.live.registry import LiveRooms
from server.revocation import revoke
from server.services import DATABASE, REVOCATIONS, TOKENS, wall_time


class LaunchApi:
    """POST /api/sessions/{session}/start, /lead and /link."""

    def __init__(self, rooms: LiveRooms) -> None:
        self._rooms = rooms

    def routes(self) -> list[Route]:
        """All three."""
        one = "/api/sessions/{session}"
        return [
            Route("POST", f"{one}/start", self.start, account(*LEADS)),
            Route("POST", f"{one}/lead", self.lead, account(*LEADS)),
            Route("POST", f"{one}/link", self.renew_link, account(*PREPARES)),
        ]

    async def start(self, request: web.Request) -> web.StreamResponse:
        """200 with where to lead it · 409 `busy`; `room`: it is there no more."""
        async with request.app[DATABASE].transaction() as db:
            session = await _found(db, request)
            if session.room.removed_at is not None:
                raise HttpRefusal(409, "room")
            view = await session_view(db, session)
        live = await self._rooms.room(session.room.slug, session.id)
        assert live is not None, "the session's own room"
        try:
            start(live, view, self._rooms.clock())
        except NotPossible as fault:
            raise HttpRefusal(409, fault.reason) from None
        return answer({"url": f"/animer/{session.id}"})

    async def lead(self, request: web.Request) -> web.StreamResponse:
        """An animateur's token of this session, as good as the sign-in that it comes from."""
        now = wall_time(request.app)
        async with request.app[DATABASE].transaction() as db:
            session = await _found(db, request)
        who = signed_in(request)
        token = lead_token(request.app[TOKENS], session, who.sign_in, now, who.name)
        return answer({"token": token, "expires_at": token_end(session, now).isoformat()})

    async def renew_link(self, request: web.Request) -> web.StreamResponse:
        """The old link and the old code open nothing any more."""
        async with request.app[DATABASE].transaction() as db:
            session = await _found(db, request)
            await revoke(db, session.link, wall_time(request.app))
            session.link, session.code = new_link(), new_code()
            await db.flush()
            await request.app[REVOCATIONS].refresh(db)
            view = await session_view(db, session)
        live = self._rooms.find(session.room.slug)
        if live is not None:
            # The room's screen and the lead page show the new code.
            amend(live, view, self._rooms.clock())
        return answer({"link": link_view(request, session), "code": session.code})


async def _found(db: AsyncSession, request: web.Request) -> Session:
    session = await session_by_id(db, request.match_info["session"])
    assert session is not None, "the guard found it"
    return session
