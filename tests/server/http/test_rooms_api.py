"""Rooms of a centre, and the address of a room's screen."""

from __future__ import annotations

import pytest

from rooms.roles import Role
from server.accounts.roles import CentreRole
from server.errors import TokenRefused
from server.services import TOKENS
from tests.server.accounts_house import Browser, signed_in
from tests.server.conftest import Served


async def test_a_room_is_made_named_and_at_once_there_for_a_session(served: Served) -> None:
    claire = await signed_in(served, "claire@brel.example", CentreRole.COORDINATOR)
    centre = (await served.session()).room.centre_id
    rooms = f"/api/centres/{centre}/rooms"
    made = await claire.ask("POST", rooms, {"name": " Salle d’éveil "})
    assert (made.status, (await made.json())["room"]) == (
        201,
        {"slug": "salle-d-eveil", "name": "Salle d’éveil"},
    )
    named = await claire.ask("PATCH", "/api/rooms/salle-d-eveil", {"name": "Éveil"})
    assert named.status == 200
    listed = (await (await claire.ask("GET", rooms)).json())["rooms"]
    assert [one["name"] for one in listed] == ["Couture", "Cuisine", "Guitare", "Éveil"]
    session = await claire.ask("POST", "/api/rooms/salle-d-eveil/sessions", {"title": "Chansons"})
    assert session.status == 201


@pytest.mark.parametrize(("name", "expected"), [("cuisine", 409), ("", 422), ("x" * 81, 422)])
async def test_names_that_do_not_do(served: Served, name: str, expected: int) -> None:
    claire = await signed_in(served, "claire@brel.example", CentreRole.COORDINATOR)
    centre = (await served.session()).room.centre_id
    for method, path in (("POST", f"/api/centres/{centre}/rooms"), ("PATCH", "/api/rooms/guitare")):
        assert (await claire.ask(method, path, {"name": name})).status == expected
    same = await claire.ask("PATCH", "/api/rooms/cuisine", {"name": "Cuisine"})
    assert same.status == 200, "its own name"


async def test_the_screen_of_an_account_ends_with_the_sign_in(served: Served) -> None:
    nadia = await signed_in(served, "nadia@brel.example", CentreRole.VOLUNTEER)
    url = (await (await nadia.ask("POST", "/api/rooms/cuisine/screen")).json())["url"]
    address, _, token = url.partition("#")
    tokens = served.app[TOKENS]
    claims = tokens.verify(token, served.wall())
    assert address.endswith("/salle/cuisine")
    assert (claims.role, claims.room, claims.session) == (Role.KIT, "cuisine", None)
    await nadia.ask("POST", "/api/sign-out")
    with pytest.raises(TokenRefused):
        tokens.verify(token, served.wall())


async def test_the_screen_of_a_link_is_of_its_session_and_no_longer(served: Served) -> None:
    session = await served.session()
    lead = served.token(Role.ANIMATEUR, session=session.id, lifetime_s=600)
    browser = Browser(served)
    browser.headers["Authorization"] = f"Bearer {lead}"
    url = (await (await browser.ask("POST", "/api/rooms/cuisine/screen")).json())["url"]
    tokens = served.app[TOKENS]
    claims = tokens.verify(url.partition("#")[2], served.wall())
    assert (claims.role, claims.session) == (Role.KIT, session.id)
    assert claims.expires_s == served.wall() + 600
    assert claims.grant == tokens.verify(lead, served.wall()).jti
