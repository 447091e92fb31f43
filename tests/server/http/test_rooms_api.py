"""Rooms of a centre, and the address of a room's screen."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from rooms.roles import Role
from server.accounts.roles import CentreRole
from server.database.kit_models import Kit
from server.database.models import Room, Session
from server.errors import TokenRefused
from server.services import DATABASE, TOKENS, wall_time
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


async def test_a_room_is_removed_and_what_was_held_there_stays(served: Served) -> None:
    claire = await signed_in(served, "claire@brel.example", CentreRole.COORDINATOR)
    session = await served.session()
    rooms = f"/api/centres/{session.room.centre_id}/rooms"
    refused = await claire.ask("DELETE", "/api/rooms/cuisine")
    assert (refused.status, (await refused.json())["reason"]) == (409, "open")
    refused = await claire.ask("DELETE", "/api/rooms/guitare")
    assert (refused.status, (await refused.json())["reason"]) == (409, "planned")

    served.wall.now_s += 24 * 3600
    removed = await claire.ask("DELETE", "/api/rooms/guitare")
    assert removed.status == 204
    listed = (await (await claire.ask("GET", rooms)).json())["rooms"]
    assert [one["slug"] for one in listed] == ["couture", "cuisine"]
    # Nothing leads there, nothing begins there, nothing is named after it in addresses.
    for method, path, body in (
        ("DELETE", "/api/rooms/guitare", None),
        ("PATCH", "/api/rooms/guitare", {"name": "Musique"}),
        ("POST", "/api/rooms/guitare/sessions", {"title": "Encore"}),
        ("POST", "/api/rooms/guitare/screen", None),
    ):
        assert (await claire.ask(method, path, body)).status == 403, path
    again = await claire.ask("POST", rooms, {"name": "Guitare"})
    assert (await again.json())["room"] == {"slug": "guitare-2", "name": "Guitare"}

    held = await _held_in(served, "guitare")
    for path in (f"/api/sessions/{held}", f"/api/attendance/{held}", f"/api/consents/{held}"):
        assert (await claire.ask("GET", path)).status == 200, path
    later = {"starts_at": "2099-01-01T09:00:00+00:00", "ends_at": "2099-01-01T10:00:00+00:00"}
    for method, path in (
        ("PATCH", f"/api/sessions/{held}"),
        ("POST", f"/api/sessions/{held}/start"),
    ):
        moved = await claire.ask(method, path, later)
        assert (moved.status, (await moved.json())["reason"]) == (409, "room"), path


async def test_a_room_with_a_kit_stays(served: Served) -> None:
    claire = await signed_in(served, "claire@brel.example", CentreRole.COORDINATOR)
    served.wall.now_s += 24 * 3600
    async with served.app[DATABASE].transaction() as db:
        room = (await db.scalars(select(Room).where(Room.slug == "guitare"))).one()
        at = wall_time(served.app)
        db.add(Kit(id="k", room=room, name="", grant="g", fault_code="f", paired_at=at))
    refused = await claire.ask("DELETE", "/api/rooms/guitare")
    assert (refused.status, (await refused.json())["reason"]) == (409, "kit")


async def _held_in(served: Served, slug: str) -> str:
    async with served.app[DATABASE].transaction() as db:
        found = await db.scalar(select(Session.id).join(Room).where(Room.slug == slug))
    assert found is not None
    return found
