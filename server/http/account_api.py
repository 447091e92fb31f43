"""One's own account, and those of the centres that one coordinates."""

from __future__ import annotations

from typing import Any, Literal

from aiohttp import web

from server.accounts import password_links, sign_ins
from server.accounts.accounts import accounts_of_centres, coordinated_by
from server.accounts.attempts import Attempts
from server.accounts.errors import AccountError
from server.accounts.passwords import require_strength
from server.accounts.roles import COORDINATES
from server.database.account_models import Account
from server.http.access import Route, account, any_account
from server.http.account_guard import signed_in
from server.http.account_view import account_view
from server.http.client_address import client_address
from server.http.json_body import Body, answer, done, read_body
from server.http.origin import base_url
from server.http.refusal import HttpRefusal
from server.http.sign_in_api import Password, http_refusal
from server.services import CLOCK, DATABASE, PASSWORDS, REVOCATIONS, wall_time


class NewPassword(Body):
    current: Password
    password: Password


class OwnLanguage(Body):
    language: Literal["fr", "en"]


class AccountApi:
    """Under /api/account and /api/accounts."""

    def __init__(self) -> None:
        self._attempts = Attempts()

    def routes(self) -> list[Route]:
        """All of them."""
        coordinator = account(*COORDINATES)
        return [
            Route("GET", "/api/account", self.get, any_account),
            Route("POST", "/api/account/password", self.change_password, any_account),
            Route("PUT", "/api/account/language", self.set_language, any_account),
            Route("GET", "/api/account/sign-ins", self.list_sign_ins, any_account),
            Route("DELETE", "/api/account/sign-ins/{id}", self.end_sign_in, any_account),
            Route("GET", "/api/accounts", self.list_accounts, coordinator),
            Route("POST", "/api/accounts/{account}/link", self.new_link, coordinator),
        ]

    async def get(self, request: web.Request) -> web.StreamResponse:
        """Who is signed in."""
        async with request.app[DATABASE].transaction() as db:
            own = await db.get_one(Account, signed_in(request).account)
        return answer({"account": account_view(own)})

    async def change_password(self, request: web.Request) -> web.StreamResponse:
        """204, signed in here alone · 401 `credentials` · 422 `short`, `long`, `simple`."""
        body, who = await read_body(request, NewPassword), signed_in(request)
        address, now = client_address(request), request.app[CLOCK]()
        if not self._attempts.begin(address, who.email, now):
            raise HttpRefusal(429, "wait")
        passwords, database = request.app[PASSWORDS], request.app[DATABASE]
        async with database.transaction() as db:
            own = await db.get_one(Account, who.account)
        try:
            if not await passwords.fits(body.current, own.password_hash):
                raise HttpRefusal(401, "credentials")
            self._attempts.forgive(address, who.email, now)
            require_strength(body.password, own.email, own.name)
            fresh = await passwords.hash(body.password)
        except AccountError as fault:
            raise http_refusal(fault) from None
        async with database.transaction() as db:
            own = await db.get_one(Account, who.account)
            own.password_hash = fresh
            await sign_ins.end_all(db, own.id, wall_time(request.app), but=who.sign_in)
            await request.app[REVOCATIONS].refresh(db)
        return done()

    async def set_language(self, request: web.Request) -> web.StreamResponse:
        """204: letters come in this language alone."""
        body = await read_body(request, OwnLanguage)
        async with request.app[DATABASE].transaction() as db:
            (await db.get_one(Account, signed_in(request).account)).language = body.language
        return done()

    async def list_sign_ins(self, request: web.Request) -> web.StreamResponse:
        """Every browser signed in, the latest seen first."""
        who = signed_in(request)
        async with request.app[DATABASE].transaction() as db:
            found = await sign_ins.of_account(db, who.account)
        listed = [
            {
                "id": one.id,
                "created_at": one.created_at.isoformat(),
                "seen_at": one.seen_at.isoformat(),
                "user_agent": one.user_agent,
                "current": one.id == who.sign_in,
            }
            for one in found
        ]
        return answer({"sign_ins": listed})

    async def end_sign_in(self, request: web.Request) -> web.StreamResponse:
        """204, or 404 for what is not one's own."""
        who, now = signed_in(request), wall_time(request.app)
        async with request.app[DATABASE].transaction() as db:
            if not await sign_ins.end(db, who.account, request.match_info["id"], now):
                raise HttpRefusal(404, "unknown")
            await request.app[REVOCATIONS].refresh(db)
        return done()

    async def list_accounts(self, request: web.Request) -> web.StreamResponse:
        """Those of the centres one coordinates."""
        centres = signed_in(request).centres(COORDINATES)
        async with request.app[DATABASE].transaction() as db:
            found = await accounts_of_centres(db, centres)
        return answer({"accounts": [_listed(one) for one in found]})

    async def new_link(self, request: web.Request) -> web.StreamResponse:
        """A link to choose a password, for an account that is the coordinator's alone to help."""
        wanted, now = request.match_info["account"], wall_time(request.app)
        centres = signed_in(request).centres(COORDINATES)
        async with request.app[DATABASE].transaction() as db:
            known = wanted.isascii() and wanted.isdigit() and len(wanted) < 10
            found = await db.get(Account, int(wanted)) if known else None
            if found is None or not coordinated_by(found, centres):
                raise HttpRefusal(403, "forbidden")
            url = await password_links.new_link(db, found, base_url(request), now)
        expires_at = now + password_links.LIFETIME
        return answer({"url": url, "expires_at": expires_at.isoformat()})


def _listed(one: Account) -> dict[str, Any]:
    return account_view(one) | {
        "id": one.id,
        "disabled": one.disabled,
        "has_password": one.password_hash is not None,
        "asked_at": None if one.asked_at is None else one.asked_at.isoformat(),
    }
