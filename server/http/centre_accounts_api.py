"""The accounts of a centre, for whoever coordinates it: added, their roles, closed and opened."""

from __future__ import annotations

from typing import Annotated

from aiohttp import web
from pydantic import Field
from sqlalchemy.ext.asyncio import AsyncSession

from server.accounts import password_links, sign_ins
from server.accounts.accounts import coordinated_by, give_role, looks_like_email
from server.accounts.roles import COORDINATES, CentreRole
from server.database.account_models import Account, Membership
from server.database.models import Centre
from server.http.access import Route, account
from server.http.account_guard import signed_in
from server.http.account_view import account_view
from server.http.json_body import Body, answer, done, invalid, read_body
from server.http.origin import base_url
from server.http.refusal import HttpRefusal
from server.http.sign_in_api import Email
from server.services import DATABASE, REVOCATIONS, wall_time
from server.signaling.from_client.message import one_line


class NewAccount(Body):
    email: Email
    name: Annotated[str, Field(max_length=200), one_line(80)]
    role: CentreRole


class Roles(Body):
    """All of an account's in this centre."""

    roles: Annotated[frozenset[CentreRole], Field(max_length=len(CentreRole))]


class Closing(Body):
    disabled: bool


class CentreAccountsApi:
    """Changes under /api/centres/{centre}/accounts and /api/accounts/{account}."""

    def routes(self) -> list[Route]:
        """All of them."""
        rule, of_centre = account(*COORDINATES), "/api/centres/{centre}/accounts"
        return [
            Route("POST", of_centre, self.add, rule),
            Route("PUT", f"{of_centre}/{{account}}", self.set_roles, rule),
            Route("PATCH", "/api/accounts/{account}", self.close, rule),
        ]

    async def add(self, request: web.Request) -> web.StreamResponse:
        """201 with the account, and a link to choose its password if it has none yet."""
        body, who = await read_body(request, NewAccount), signed_in(request)
        if not looks_like_email(body.email.strip()):
            raise invalid(["email"])
        now = wall_time(request.app)
        async with request.app[DATABASE].transaction() as db:
            centre = await db.get_one(Centre, int(request.match_info["centre"]))
            added = await give_role(db, body.email, body.name, centre, body.role)
            url = None
            # A password opens every role: who has one elsewhere too gets theirs there.
            if added.password_hash is None and coordinated_by(added, who.centres(COORDINATES)):
                url = await password_links.new_link(db, added, base_url(request), now)
            view = account_view(added) | {"id": added.id}
        expires_at = None if url is None else (now + password_links.LIFETIME).isoformat()
        return answer({"account": view, "url": url, "expires_at": expires_at}, 201)

    async def set_roles(self, request: web.Request) -> web.StreamResponse:
        """204; none: they are no longer of this centre · 409 `own`: nobody stops coordinating by
        themselves, so that every centre keeps somebody who does."""
        centre = int(request.match_info["centre"])
        async with request.app[DATABASE].transaction() as db:
            found = await _found(db, request)
            if centre not in {one.centre_id for one in found.memberships}:
                raise HttpRefusal(403, "forbidden")
            roles = (await read_body(request, Roles)).roles
            if found.id == signed_in(request).account and CentreRole.COORDINATOR not in roles:
                raise HttpRefusal(409, "own")
            held = {CentreRole(m.role) for m in found.memberships if m.centre_id == centre}
            _give(found, await db.get_one(Centre, centre), roles)
            if held - roles:
                # What was opened with a role taken away ends.
                await sign_ins.end_all(db, found.id, wall_time(request.app), _kept(request, found))
            await db.flush()
            await request.app[REVOCATIONS].refresh(db)
        return done()

    async def close(self, request: web.Request) -> web.StreamResponse:
        """204: closed, every sign-in and live connection ends; or open again · 409 `own`."""
        who = signed_in(request)
        async with request.app[DATABASE].transaction() as db:
            found = await _found(db, request)
            if not coordinated_by(found, who.centres(COORDINATES)):
                raise HttpRefusal(403, "forbidden")
            disabled = (await read_body(request, Closing)).disabled
            if found.id == who.account:
                raise HttpRefusal(409, "own")
            found.disabled = disabled
            if disabled:
                await sign_ins.end_all(db, found.id, wall_time(request.app))
            await request.app[REVOCATIONS].refresh(db)
        return done()


async def _found(db: AsyncSession, request: web.Request) -> Account:
    """The account of the path. What does not exist is refused like what is another centre's."""
    wanted = request.match_info["account"]
    known = wanted.isascii() and wanted.isdigit() and len(wanted) < 10
    found = await db.get(Account, int(wanted)) if known else None
    if found is None:
        raise HttpRefusal(403, "forbidden")
    return found


def _give(account: Account, centre: Centre, roles: frozenset[CentreRole]) -> None:
    """Makes `roles` those of `account` in `centre`."""
    kept = [m for m in account.memberships if m.centre_id != centre.id or m.role in roles]
    held = {m.role for m in kept if m.centre_id == centre.id}
    added = [Membership(centre=centre, role=role.value) for role in sorted(roles - held)]
    account.memberships = kept + added


def _kept(request: web.Request, account: Account) -> str | None:
    """One's own sign-in stays when one changes one's own roles."""
    who = signed_in(request)
    return who.sign_in if who.account == account.id else None
