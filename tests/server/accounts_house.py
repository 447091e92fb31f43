"""Accounts for tests: made in the database, signed in through the door."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from aiohttp import ClientResponse
from aiohttp.test_utils import TestClient
from sqlalchemy import select

from server.accounts.accounts import give_role
from server.accounts.roles import CentreRole
from server.codes import new_code
from server.database.account_models import Account
from server.database.models import Centre, Room, Session
from server.services import DATABASE, PASSWORDS, wall_time
from tests.server.conftest import Served

PASSWORD = "trois crêpes au beurre"
OWN_PAGE = {"X-Passerelle": "1"}
COOKIE = "passerelle_session"


@dataclass
class Browser:
    """One browser with its own cookie."""

    served: Served
    cookie: str | None = None
    headers: dict[str, str] = field(default_factory=lambda: dict(OWN_PAGE))

    async def ask(
        self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None
    ) -> ClientResponse:
        """The response, its body read; the cookie that came with it is kept."""
        cookies = {} if self.cookie is None else {COOKIE: self.cookie}
        sent = self.headers if headers is None else headers
        client: TestClient[Any, Any] = self.served.client
        client.session.cookie_jar.clear()
        async with client.request(
            method, path, json=body, headers=sent, cookies=cookies, allow_redirects=False
        ) as response:
            await response.read()
            if COOKIE in response.cookies:
                self.cookie = response.cookies[COOKIE].value or None
            client.session.cookie_jar.clear()
            return response

    async def sign_in(self, email: str, password: str = PASSWORD) -> ClientResponse:
        return await self.ask("POST", "/api/sign-in", {"email": email, "password": password})


async def add_account(
    served: Served,
    email: str,
    *roles: CentreRole,
    centre: str = "Centre Jacques Brel",
    password: str | None = PASSWORD,
) -> int:
    """An account with `roles` in `centre`; its id."""
    password_hash = None if password is None else await served.app[PASSWORDS].hash(password)
    async with served.app[DATABASE].transaction() as db:
        held = (await db.scalars(select(Centre).where(Centre.name == centre))).one()
        account = Account(email=email, name=email.partition("@")[0], memberships=[])
        db.add(account)
        await db.flush()
        for role in roles:
            await give_role(db, email, account.name, held, role)
        account.password_hash = password_hash
        return account.id


async def signed_in(served: Served, email: str, *roles: CentreRole, **where: str) -> Browser:
    """A browser of a new account."""
    await add_account(served, email, *roles, **where)
    browser = Browser(served)
    response = await browser.sign_in(email)
    assert response.status == 200
    return browser


async def add_other_centre(served: Served) -> str:
    """Another centre, with a room `danse` and a session there; the session's id."""
    now = wall_time(served.app)
    async with served.app[DATABASE].transaction() as db:
        centre = Centre(name="Espace Carnot", town="Le Portel", phone="03 21 00 00 00")
        room = Room(slug="danse", name="Danse", centre=centre)
        db.add(
            Session(
                id="elsewhere",
                room=room,
                title="Valse",
                activity="danse",
                starts_at=now,
                ends_at=now,
                host="Bruno",
                code=new_code(),
            )
        )
    return "elsewhere"
