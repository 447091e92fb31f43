"""The cookie that keeps a browser signed in, and whose it is."""

from __future__ import annotations

from aiohttp import web

from server.accounts.sign_ins import LIFETIME, recognise
from server.accounts.signed_in import SignedIn
from server.services import DATABASE, SETTINGS, wall_time

COOKIE = "passerelle_session"


async def signed_in_by(request: web.Request) -> SignedIn | None:
    """Whom the request's cookie belongs to, if it still opens anything."""
    token = request.cookies.get(COOKIE)
    if token is None:
        return None
    async with request.app[DATABASE].transaction() as db:
        return await recognise(db, token, wall_time(request.app))


def set_cookie(request: web.Request, response: web.StreamResponse, token: str) -> None:
    """Out of the reach of scripts and of other sites' forms."""
    response.set_cookie(
        COOKIE,
        token,
        max_age=int(LIFETIME.total_seconds()),
        path="/",
        httponly=True,
        samesite="Lax",
        secure=_is_https(request),
    )


def clear_cookie(request: web.Request, response: web.StreamResponse) -> None:
    """The browser forgets it."""
    response.del_cookie(COOKIE, path="/", httponly=True, samesite="Lax", secure=_is_https(request))


def _is_https(request: web.Request) -> bool:
    return (request.app[SETTINGS].public_url or "").startswith("https:")
