"""The guard of the routes that a cookie opens: who, with which role, in the centre concerned."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from urllib.parse import quote

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncSession

from server.accounts.roles import CentreRole
from server.accounts.signed_in import SignedIn
from server.database.sessions import room_by_slug, session_by_id
from server.http.origin import is_from_own_page
from server.http.sign_in_cookie import signed_in_by
from server.kits.fleet import kit_by_id
from server.services import DATABASE

SIGNED_IN = web.RequestKey("signed_in", SignedIn)
SIGN_IN_PAGE = "/connexion"
HOME_PAGE = "/aujourdhui"
_SAFE = ("GET", "HEAD")


def signed_in(request: web.Request) -> SignedIn:
    """Whose request it is that came in by an `account` route."""
    return request[SIGNED_IN]


def origin_refused(request: web.Request) -> web.StreamResponse | None:
    """The answer to a change that none of our pages asked for."""
    if request.method in _SAFE or is_from_own_page(request):
        return None
    return web.json_response({"reason": "origin"}, status=403)


async def account_refused(
    request: web.Request, roles: Collection[CentreRole], *, page: bool
) -> web.StreamResponse | None:
    """The answer to somebody who may not; None when they may, and `signed_in` knows them.

    With a session, a room, a kit or a centre in the path, the role must be theirs in its centre.
    What does not exist is refused like what is another centre's. Without `roles`: any account.
    """
    who = await signed_in_by(request)
    if who is None:
        return _to(f"{SIGN_IN_PAGE}?suite={quote(request.path)}") if page else _refusal(401)
    if (refused := origin_refused(request)) is not None:
        return refused
    if roles and not await _may(request, who, roles):
        return _to(HOME_PAGE) if page else _refusal(403)
    request[SIGNED_IN] = who
    return None


async def _may(request: web.Request, who: SignedIn, roles: Collection[CentreRole]) -> bool:
    if not who.may(roles):
        return False
    if not request.match_info.keys() & {"session", "room", "centre", "kit"}:
        return True
    async with request.app[DATABASE].transaction() as db:
        centres = await _centres_of(db, request.match_info)
    return all(centre is not None and who.may(roles, centre) for centre in centres)


async def _centres_of(db: AsyncSession, names: Mapping[str, str]) -> list[int | None]:
    """The centre of each thing that the path names; None for one that does not exist."""
    centres: list[int | None] = []
    if "session" in names:
        session = await session_by_id(db, names["session"])
        centres.append(None if session is None else session.room.centre_id)
    if "room" in names:
        room = await room_by_slug(db, names["room"])
        centres.append(None if room is None else room.centre_id)
    if "kit" in names:
        kit = await kit_by_id(db, names["kit"])
        centres.append(None if kit is None else kit.room.centre_id)
    if "centre" in names:
        centre = names["centre"]
        centres.append(int(centre) if centre.isascii() and centre.isdigit() else None)
    return centres


def _to(address: str) -> web.Response:
    return web.Response(status=303, headers={"Location": address, "Cache-Control": "no-store"})


def _refusal(status: int) -> web.Response:
    reason = "signed_out" if status == 401 else "forbidden"
    return web.json_response({"reason": reason}, status=status)
