"""Every route that the router holds, against everybody who might call it: no token or account,
each role, of this place or of another. Who may is read from a table written by hand."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from rooms.roles import Role
from server.accounts.roles import CentreRole
from server.database.sessions import session_by_id
from server.http.access import rules_by_route
from server.revocation import revoke
from server.services import DATABASE, REVOCATIONS, wall_time
from server.tokens import Tokens
from tests.server.accounts_house import Browser, add_account, add_other_centre, signed_in
from tests.server.conftest import Served
from tests.server.http.access_table import TABLE, Access
from tests.server.kits.house import add_kit

pytestmark = pytest.mark.timeout(600)
_BINDING = {"session", "room", "centre", "account", "kit"}


@dataclass(frozen=True)
class Place:
    """What the paths name."""

    session: str
    room: str
    centre: int
    account: int
    kit: str

    def address(self, path: str) -> str:
        values = {"key": "own", "id": "x", "camera": "salle", "path": "nothing.js"}
        values |= {"role": "salle", "report": "1", "index": "0", "code": "none", "item": "x"}
        values |= {"file": "720.mp4", "person": "x", "number": "1", "recording": "x", "part": "x"}
        values |= {"version": "0.1.0"}
        values |= {name: str(getattr(self, name)) for name in _BINDING}
        return re.sub(r"\{(\w+)\}", lambda match: values[match[1]], path)


@dataclass
class World:
    """Two centres; the first has two rooms that matter."""

    served: Served
    here: Place
    next_room: Place
    other_centre: Place
    nowhere = Place("nowhere", "nowhere", 999, 999_999, "nowhere")


@pytest.fixture
async def world(served: Served) -> World:
    elsewhere = await add_other_centre(served)
    async with served.app[DATABASE].transaction() as db:
        other = await session_by_id(db, elsewhere)
    assert other is not None
    cuisine, guitare = await served.session("cuisine"), await served.session("guitare")
    ours = await add_account(served, "paul@brel.example", CentreRole.VOLUNTEER)
    theirs = await add_account(
        served, "lea@carnot.example", CentreRole.VOLUNTEER, centre="Espace Carnot"
    )
    centre = cuisine.room.centre_id
    return World(
        served,
        Place(cuisine.id, "cuisine", centre, ours, await add_kit(served, "cuisine")),
        Place(guitare.id, "guitare", centre, ours, await add_kit(served, "guitare")),
        Place(other.id, "danse", other.room.centre_id, theirs, await add_kit(served, "danse")),
    )


def routes(served: Served) -> Iterator[tuple[str, str, Access]]:
    """What the router holds, and who may."""
    for method, path, _ in rules_by_route(served.app):
        yield method, path, TABLE["GET" if method == "HEAD" else method, path]


def is_bound(path: str) -> bool:
    return bool(set(re.findall(r"\{(\w+)\}", path)) & _BINDING)


async def test_every_route_has_a_rule_and_a_row(served: Served) -> None:
    held = list(rules_by_route(served.app))
    assert [(method, path) for method, path, rule in held if rule is None] == []
    assert {(method, path) for method, path, _ in held if method != "HEAD"} == set(TABLE)


async def outcome(browser: Browser, method: str, address: str) -> str:
    """`open`, or how it was refused."""
    response = await browser.ask(method, address)
    if response.status == 303:
        return "led away"
    return {401: "unknown", 403: "forbidden"}.get(response.status, "open")


def refused(access: Access, how: str) -> str:
    return "led away" if access.page else how


async def test_nobody(world: World) -> None:
    for method, path, access in routes(world.served):
        got = await outcome(Browser(world.served), method, world.here.address(path))
        free = access.everybody or access.own_page or access.socket
        assert got == ("open" if free else refused(access, "unknown")), (method, path)


@pytest.mark.parametrize("role", Role)
async def test_tokens(world: World, role: Role) -> None:
    """A token opens what its role may in its own room and session, and nothing of any other."""
    token = world.served.token(role, "cuisine", world.here.session)
    browser = Browser(world.served)
    browser.headers["Authorization"] = f"Bearer {token}"
    for place in (world.here, world.next_room, world.other_centre, world.nowhere):
        for method, path, access in routes(world.served):
            if access.everybody or access.own_page or access.socket:
                continue
            own = place is world.here or not is_bound(path)
            if not access.tokens:
                # A token is no sign-in.
                expected = refused(access, "unknown")
            else:
                expected = "open" if role in access.tokens and own else "forbidden"
            got = await outcome(browser, method, place.address(path))
            assert got == expected, (method, path, role, place)


@pytest.mark.parametrize("of_centre", ["Centre Jacques Brel", "Espace Carnot"])
@pytest.mark.parametrize("role", [*CentreRole, None])
async def test_accounts(world: World, role: CentreRole | None, of_centre: str) -> None:
    """An account opens what its role may in its own centre, and nothing of another."""
    roles = () if role is None else (role,)
    browser = await signed_in(world.served, "x@x.example", *roles, centre=of_centre)
    own = world.here.centre if of_centre == "Centre Jacques Brel" else world.other_centre.centre
    for place in (world.here, world.other_centre, world.nowhere):
        for method, path, access in routes(world.served):
            if access.everybody or access.own_page or access.socket or path == "/api/sign-out":
                continue
            fits = place.centre == own or not is_bound(path)
            if access.any_account or (role in access.accounts and fits):
                expected = "open"
            elif not access.accounts:
                # A sign-in is no token.
                expected = "unknown"
            else:
                expected = refused(access, "forbidden")
            got = await outcome(browser, method, place.address(path))
            assert got == expected, (method, path, role, place)


async def test_another_sites_page_changes_nothing_with_a_cookie(world: World) -> None:
    browser = await signed_in(world.served, "x@x.example", *CentreRole)
    foreign = {"X-Passerelle": "1", "Origin": "https://elsewhere.example"}
    for method, path, access in routes(world.served):
        if method in ("GET", "HEAD") or access.everybody or access.tokens:
            continue
        for headers in ({}, foreign):
            response = await browser.ask(method, world.here.address(path), {}, headers=headers)
            answered = (response.status, await response.json())
            assert answered == (403, {"reason": "origin"}), (method, path)


async def test_unusable_tokens_are_refused_alike_everywhere(world: World) -> None:
    served, session = world.served, world.here.session
    forged = Tokens(b"f" * 48).issue(
        room="cuisine",
        role=Role.ANIMATEUR,
        session=session,
        wall_s=served.wall(),
        lifetime_s=3600,
    )
    expired = served.token(Role.ANIMATEUR, session=session, lifetime_s=-1)
    good = served.token(Role.ANIMATEUR, session=session)
    header, payload, _ = good.split(".")
    none = base64.urlsafe_b64encode(b'{"alg":"none","typ":"JWT"}').rstrip(b"=").decode()
    revoked = served.token(Role.ANIMATEUR, session=session)
    claims = json.loads(base64.urlsafe_b64decode(revoked.split(".")[1] + "=="))
    async with served.app[DATABASE].transaction() as db:
        await revoke(db, claims["jti"], wall_time(served.app))
        await served.app[REVOCATIONS].refresh(db)
    unusable = ("", "x", forged, expired, revoked, f"{none}.{payload}.", f"{header}.{payload}.")
    for method, path, access in routes(served):
        if not access.tokens or method == "HEAD":
            continue
        answers = set()
        for token in unusable:
            browser = Browser(served, headers={"Authorization": f"Bearer {token}"})
            response = await browser.ask(method, world.here.address(path))
            kept = {k: v for k, v in response.headers.items() if k != "Date"}
            answers.add((response.status, await response.text(), json.dumps(kept)))
        assert len(answers) == 1, (method, path)
        assert answers.pop()[0] == 401
