"""Whose request for a replay it is, and whether they may see it. What is not for them is answered
like what does not exist."""

from __future__ import annotations

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncSession

from server.accounts.roles import LEADS
from server.accounts.signed_in import SignedIn
from server.database.replay_models import Replay
from server.http.account_guard import signed_in
from server.http.refusal import HttpRefusal
from server.http.sign_in_cookie import signed_in_by
from server.publishing.steps import replay_for_change, shown
from server.publishing.watching import Viewer, may_review, may_watch
from server.services import DATABASE, SETTINGS, wall_time

_DAY_S = 86_400


def _cookie(replay_id: str) -> str:
    return f"passerelle_replay_{replay_id}"


async def viewer_of(request: web.Request, replay_id: str = "") -> Viewer:
    """Whoever asks, with the link's secret that they have for `replay_id`."""
    who = await signed_in_by(request)
    return _viewer(who, request.cookies.get(_cookie(replay_id), ""))


def _viewer(who: SignedIn | None, secret: str = "") -> Viewer:
    if who is None:
        return Viewer(secret=secret)
    return Viewer(who.account, who.centres(LEADS), secret)


def keep_secret(
    request: web.Request, response: web.StreamResponse, replay_id: str, secret: str
) -> None:
    """Whoever came by the link needs it for each file: a cookie carries it, no address does."""
    response.set_cookie(
        _cookie(replay_id),
        secret,
        max_age=_DAY_S,
        path="/",
        httponly=True,
        samesite="Lax",
        secure=(request.app[SETTINGS].public_url or "").startswith("https:"),
    )


async def watched(request: web.Request) -> tuple[Replay, Viewer]:
    """The replay of the path, for whoever may watch it. Raises HttpRefusal."""
    replay_id = request.match_info["id"]
    viewer = await viewer_of(request, replay_id)
    async with request.app[DATABASE].transaction() as db:
        replay = await db.get(Replay, replay_id)
    if replay is None or not may_watch(shown(replay), viewer, wall_time(request.app)):
        raise HttpRefusal(404, "gone")
    return replay, viewer


async def reviewed(request: web.Request, db: AsyncSession) -> Replay:
    """The replay of the path, held for a change, for whoever may see it before it is published.
    Raises HttpRefusal."""
    replay = await replay_for_change(db, request.match_info["id"])
    if replay is None or not may_review(shown(replay), _viewer(signed_in(request))):
        raise HttpRefusal(404, "gone")
    return replay
