"""Signing in and out, and choosing a password by a link."""

from __future__ import annotations

from typing import Annotated

import structlog
from aiohttp import hdrs, web
from pydantic import Field

from server.accounts import password_links, sign_ins
from server.accounts.accounts import account_by_email, ask_for_link, normalise_email
from server.accounts.attempts import Attempts
from server.accounts.errors import AccountError, CredentialsRefused, LinkExpired, TooBusy
from server.database.account_models import Account
from server.http.access import Route, any_account, own_page
from server.http.account_guard import signed_in
from server.http.account_view import account_view
from server.http.client_address import client_address
from server.http.json_body import Body, answer, done, read_body
from server.http.pages import browser_language
from server.http.refusal import HttpRefusal
from server.http.sign_in_cookie import clear_cookie, set_cookie
from server.services import CLOCK, DATABASE, PASSWORDS, REVOCATIONS, wall_time

_log = structlog.get_logger(__name__)
Email = Annotated[str, Field(max_length=254)]
Password = Annotated[str, Field(max_length=1024)]


class Credentials(Body):
    email: Email
    password: Password


class Asked(Body):
    email: Email


class Chosen(Body):
    token: Annotated[str, Field(max_length=64)]
    password: Password


class SignInApi:
    """The doors of accounts, with their limits."""

    def __init__(self) -> None:
        self._attempts = Attempts()
        self._asked = Attempts()

    def routes(self) -> list[Route]:
        """Under /api/sign-in, /api/sign-out and /api/password."""
        return [
            Route("POST", "/api/sign-in", self.sign_in, own_page),
            Route("POST", "/api/sign-out", self.sign_out, any_account),
            Route("POST", "/api/password/ask", self.ask, own_page),
            Route("POST", "/api/password/choose", self.choose, own_page),
        ]

    async def sign_in(self, request: web.Request) -> web.StreamResponse:
        """200 with the cookie · 401 `credentials`, whatever is wrong · 429 `wait` · 503 `busy`."""
        body = await read_body(request, Credentials)
        email = normalise_email(body.email)
        address, now = client_address(request), request.app[CLOCK]()
        if not self._attempts.begin(address, email, now):
            raise HttpRefusal(429, "wait")
        try:
            account = await _account_with(request, email, body.password)
        except AccountError as fault:
            raise http_refusal(fault) from None
        self._attempts.forgive(address, email, now)
        return await _signed_in(request, account)

    async def sign_out(self, request: web.Request) -> web.StreamResponse:
        """204; what was made with this sign-in opens nothing any more."""
        who = signed_in(request)
        async with request.app[DATABASE].transaction() as db:
            await sign_ins.end(db, who.account, who.sign_in, wall_time(request.app))
            await request.app[REVOCATIONS].refresh(db)
        response = done()
        clear_cookie(request, response)
        return response

    async def ask(self, request: web.Request) -> web.StreamResponse:
        """202 whoever asks · 429 `wait`."""
        email = normalise_email((await read_body(request, Asked)).email)
        if not self._asked.begin(client_address(request), email, request.app[CLOCK]()):
            raise HttpRefusal(429, "wait")
        async with request.app[DATABASE].transaction() as db:
            await ask_for_link(db, email, wall_time(request.app))
        return answer({}, status=202)

    async def choose(self, request: web.Request) -> web.StreamResponse:
        """200 with the cookie · 410 `expired` · 422 `short`, `long`, `simple`."""
        body = await read_body(request, Chosen)
        try:
            async with request.app[DATABASE].transaction() as db:
                account = await password_links.choose_password(
                    db, request.app[PASSWORDS], body.token, body.password, wall_time(request.app)
                )
                await request.app[REVOCATIONS].refresh(db)
        except AccountError as fault:
            raise http_refusal(fault) from None
        return await _signed_in(request, account)


def http_refusal(fault: AccountError) -> HttpRefusal:
    """The answer to what went wrong."""
    if isinstance(fault, CredentialsRefused):
        return HttpRefusal(401, fault.reason)
    if isinstance(fault, LinkExpired):
        return HttpRefusal(410, fault.reason)
    return HttpRefusal(503 if isinstance(fault, TooBusy) else 422, fault.reason)


async def _account_with(request: web.Request, email: str, password: str) -> Account:
    """The account that these credentials open. Raises CredentialsRefused, TooBusy."""
    passwords, database = request.app[PASSWORDS], request.app[DATABASE]
    async with database.transaction() as db:
        account = await account_by_email(db, email)
    usable = account is not None and not account.disabled
    password_hash = account.password_hash if account is not None and usable else None
    if not await passwords.fits(password, password_hash) or account is None:
        raise CredentialsRefused
    if password_hash is not None and passwords.is_outdated(password_hash):
        fresh = await passwords.hash(password)
        async with database.transaction() as db:
            stored = await db.get_one(Account, account.id)
            stored.password_hash = fresh
    return account


async def _signed_in(request: web.Request, account: Account) -> web.StreamResponse:
    agent = request.headers.get(hdrs.USER_AGENT, "")
    async with request.app[DATABASE].transaction() as db:
        token = await sign_ins.begin(db, account, agent, wall_time(request.app))
        if account.language is None:
            account = await db.get_one(Account, account.id)
            account.language = browser_language(request)
    _log.info("signed in", account=account.id)
    response = answer({"account": account_view(account)})
    set_cookie(request, response, token)
    return response
