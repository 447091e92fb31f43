"""Which replay a request is about, for those who make replays in its centre."""

from __future__ import annotations

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncSession

from server.accounts.roles import LEADS
from server.database.replay_models import Replay
from server.http.account_guard import signed_in
from server.http.refusal import HttpRefusal


async def replay_to_make(request: web.Request, db: AsyncSession) -> Replay:
    """The replay of the path, one of a centre in which they lead. Raises HttpRefusal, alike for
    what does not exist."""
    replay = await db.get(Replay, request.match_info["id"])
    if replay is None or not signed_in(request).may(LEADS, replay.centre_id):
        raise HttpRefusal(404, "unknown")
    return replay
