"""The day of an animateur: what is planned, one press, a session on the spot, a link renewed."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import ClientWebSocketResponse

from rooms.roles import Role
from server.accounts.roles import CentreRole
from server.database.models import SessionState
from server.services import DATABASE, TOKENS, wall_time
from tests.server.accounts_house import Browser, add_other_centre, signed_in
from tests.server.conftest import START, Served

SANDRINE = "sandrine@brel.example"


async def sandrine(served: Served, *roles: CentreRole) -> Browser:
    return await signed_in(served, SANDRINE, *(roles or (CentreRole.ANIMATEUR,)))


async def get(browser: Browser, path: str) -> dict[str, Any]:
    response = await browser.ask("GET", path)
    assert response.status == 200, (path, await response.text())
    answer: dict[str, Any] = await response.json()
    return answer


async def post(browser: Browser, path: str, body: Any = None) -> tuple[int, dict[str, Any]]:
    response = await browser.ask("POST", path, {} if body is None else body)
    return response.status, await response.json()


async def join(served: Served, token: str) -> tuple[ClientWebSocketResponse, dict[str, Any]]:
    """A live connection and the first answer to it."""
    socket = await served.client.ws_connect("/ws", protocols=("passerelle.v1",))
    await socket.send_json({"type": "join", "token": token, "name": "Paule"})
    return socket, await socket.receive_json(timeout=20)


async def hear(socket: ClientWebSocketResponse, type_: str) -> dict[str, Any]:
    """The next message of that type."""
    async with asyncio.timeout(20):
        while True:
            message: dict[str, Any] = await socket.receive_json()
            if message["type"] == type_:
                return message


async def end_of(socket: ClientWebSocketResponse) -> int | None:
    async with asyncio.timeout(20):
        async for _ in socket:
            pass
    return socket.close_code


def fragment(url: str) -> str:
    return url.partition("#")[2]


# -- the day ------------------------------------------------------------------------------------


async def test_the_day_of_ones_centre(served: Served) -> None:
    await add_other_centre(served)
    day = await get(await sandrine(served), "/api/sessions")
    assert day["now"] == START.isoformat()
    by_room = {one["room"]["slug"]: one for one in day["sessions"]}
    assert set(by_room) == {"cuisine", "guitare", "couture"}
    cuisine = by_room["cuisine"]
    assert (cuisine["title"], cuisine["state"]) == ("Crêpes de sarrasin", "open")
    assert cuisine["may"] == ["start", "lead", "edit"]
    assert cuisine["live"] == {"here": 0, "waiting": 0, "kit": "away", "cameras": []}
    assert cuisine["centre"]["name"] == "Centre Jacques Brel" and cuisine["centre"]["id"]
    assert {room["slug"] for room in day["rooms"]} == {"cuisine", "guitare", "couture"}
    assert "reunion" in {activity["key"] for activity in day["activities"]}


@pytest.mark.parametrize(
    ("role", "may", "sees_code"),
    [
        (CentreRole.VOLUNTEER, ["start", "lead"], True),
        (CentreRole.TECHNICIAN, [], False),
        (CentreRole.COORDINATOR, ["start", "lead", "edit"], True),
    ],
)
async def test_what_each_role_sees_of_it(
    served: Served, role: CentreRole, may: list[str], sees_code: bool
) -> None:
    day = await get(await sandrine(served, role), "/api/sessions")
    assert all(one["may"] == may for one in day["sessions"])
    assert all((one["code"] is not None) is sees_code for one in day["sessions"])


@pytest.mark.parametrize(
    ("query", "rooms"),
    [
        ("?from=2026-03-14T00:00:00Z&to=2026-03-15T00:00:00Z", {"cuisine", "guitare", "couture"}),
        # What is open is always there.
        ("?from=2026-03-20T00:00:00Z&to=2026-03-21T00:00:00Z", {"cuisine"}),
        ("?from=2026-03-14T16:00:00%2B00:00&to=2026-03-15T00:00:00Z", {"cuisine"}),
    ],
)
async def test_the_hours_asked_for(served: Served, query: str, rooms: set[str]) -> None:
    day = await get(await sandrine(served), f"/api/sessions{query}")
    assert {one["room"]["slug"] for one in day["sessions"]} == rooms


@pytest.mark.parametrize(
    "query",
    [
        "?from=yesterday",
        "?from=2026-03-14T00:00:00&to=2026-03-15T00:00:00",
        "?from=2026-03-15T00:00:00Z&to=2026-03-14T00:00:00Z",
        "?from=2026-03-01T00:00:00Z&to=2026-07-01T00:00:00Z",
    ],
)
async def test_hours_that_are_none(served: Served, query: str) -> None:
    response = await (await sandrine(served)).ask("GET", f"/api/sessions{query}")
    assert (response.status, (await response.json())["reason"]) == (422, "invalid")


async def test_the_room_as_it_is_now(served: Served) -> None:
    browser, session = await sandrine(served), await served.session()
    kit, _ = await join(served, served.token(Role.KIT))
    home, welcome = await join(served, served.token(Role.RESIDENT, session=session.id))
    assert welcome["type"] == "welcome"
    day = await get(browser, "/api/sessions")
    cuisine = next(one for one in day["sessions"] if one["id"] == session.id)
    assert (cuisine["live"]["here"], cuisine["live"]["kit"]) == (1, "here")
    assert {r["slug"]: r["kit"] for r in day["rooms"]}["cuisine"] == "here"
    await kit.close()
    await home.close()


# -- one press ----------------------------------------------------------------------------------


async def test_one_press_opens_it_and_lets_people_in(served: Served) -> None:
    browser, session = await sandrine(served), await served.session("guitare")
    token = served.token(Role.RESIDENT, "guitare", session.id)
    home, told = await join(served, token)
    assert (told["type"], told["reason"]) == ("waiting", "closed")
    expected = (200, {"url": f"/animer/{session.id}"})
    assert await post(browser, f"/api/sessions/{session.id}/start") == expected
    assert (await hear(home, "welcome"))["session"]["state"] == "open"
    assert await post(browser, f"/api/sessions/{session.id}/start") == expected
    day = await get(browser, "/api/sessions")
    assert {one["id"]: one["state"] for one in day["sessions"]}[session.id] == "open"
    await home.close()


async def test_a_started_session_is_open_after_a_restart(served: Served) -> None:
    session = await served.session("guitare")
    await post(await sandrine(served), f"/api/sessions/{session.id}/start")
    async with asyncio.timeout(20):
        while (await served.session("guitare")).state != SessionState.OPEN:
            await asyncio.sleep(0.05)


async def test_a_room_where_people_are_is_not_taken(served: Served) -> None:
    browser, under_way = await sandrine(served), await served.session()
    home, _ = await join(served, served.token(Role.RESIDENT, session=under_way.id))
    status, made = await post(browser, "/api/rooms/cuisine/sessions")
    assert status == 201
    path = f"/api/sessions/{made['session']['id']}/start"
    assert await post(browser, path) == (409, {"reason": "busy"})
    await home.close()


async def test_the_token_to_lead_is_as_good_as_the_sign_in(served: Served) -> None:
    browser, session = await sandrine(served), await served.session()
    status, made = await post(browser, f"/api/sessions/{session.id}/lead")
    assert status == 200
    claims = served.app[TOKENS].verify(made["token"], served.wall())
    assert (claims.role, claims.room) == (Role.ANIMATEUR, "cuisine")
    assert claims.session == session.id
    lead, welcome = await join(served, made["token"])
    assert (welcome["type"], welcome["role"]) == ("welcome", "animateur")
    assert (await browser.ask("POST", "/api/sign-out")).status == 204
    served.clock.advance(2)
    assert await end_of(lead) == 4001
    again, refused = await join(served, made["token"])
    assert refused == {"type": "refused", "reason": "token"}
    await again.close()


async def test_a_session_on_the_spot_is_as_usual_in_the_room(served: Served) -> None:
    browser = await sandrine(served)
    status, made = await post(browser, "/api/rooms/couture/sessions")
    assert status == 201
    session = made["session"]
    assert (session["activity"], session["title"]) == ("couture", "Couture")
    assert (session["host"], session["state"]) == ("sandrine", "closed")
    assert session["starts_at"] == "2026-03-14T14:20:00Z"
    assert session["ends_at"] == "2026-03-14T16:20:00Z"
    assert await post(browser, f"/api/sessions/{session['id']}/start") == (
        200,
        {"url": f"/animer/{session['id']}"},
    )


async def test_a_session_on_the_spot_as_wanted(served: Served) -> None:
    wanted = {"title": "  Les\u202edevoirs ", "activity": "aide-aux-devoirs", "minutes": 45}
    _, made = await post(await sandrine(served), "/api/rooms/couture/sessions", wanted)
    session = made["session"]
    assert (session["title"], session["waiting_room"]) == ("Les devoirs", True)
    assert session["ends_at"] == "2026-03-14T15:05:00Z"


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({"activity": "poterie"}, ["activity"]),
        ({"minutes": 10}, ["minutes"]),
        ({"minutes": 721}, ["minutes"]),
        ({"title": "x" * 201}, ["title"]),
        ({"title": " \u200b "}, ["title"]),
    ],
)
async def test_a_session_on_the_spot_that_cannot_be(
    served: Served, body: dict[str, Any], fields: list[str]
) -> None:
    answer = await post(await sandrine(served), "/api/rooms/couture/sessions", body)
    assert answer == (422, {"reason": "invalid", "fields": fields})


# -- changes ------------------------------------------------------------------------------------


async def change(browser: Browser, session: str, **fields: Any) -> tuple[int, dict[str, Any]]:
    response = await browser.ask("PATCH", f"/api/sessions/{session}", fields)
    return response.status, await response.json()


async def test_what_is_changed_is_seen_at_once_by_those_inside(served: Served) -> None:
    browser, session = await sandrine(served), await served.session()
    home, _ = await join(served, served.token(Role.RESIDENT, session=session.id))
    status, changed = await change(
        browser, session.id, title="Crêpes et galettes", host="Nadia", waiting_room=True
    )
    assert status == 200
    told = (await hear(home, "session"))["session"]
    assert (told["title"], told["host"], told["state"]) == ("Crêpes et galettes", "Nadia", "open")
    assert told["waiting_room"] is True
    assert changed["session"]["title"] == "Crêpes et galettes"
    assert (await served.session()).title == "Crêpes et galettes"
    await home.close()


async def test_another_activity_brings_its_waiting_room(served: Served) -> None:
    browser, session = await sandrine(served), await served.session("couture")
    _, changed = await change(browser, session.id, activity="aide-aux-devoirs")
    assert changed["session"]["waiting_room"] is True
    _, changed = await change(browser, session.id, activity="couture", waiting_room=True)
    assert changed["session"]["waiting_room"] is True
    token = served.token(Role.RESIDENT, "couture", session.id)
    headers = {"Authorization": f"Bearer {token}"}
    await change(browser, session.id, activity="guitare")
    async with served.client.get("/api/session", headers=headers) as response:
        profile = (await response.json())["profile"]
    assert (profile["activity"], profile["original_sound"]) == ("guitare", True)


async def test_resources_keep_their_id_and_their_order(served: Served) -> None:
    browser, session = await sandrine(served), await served.session()
    recipe = {"title": "Recette", "kind": "pdf", "url": "https://exemple.fr/recette.pdf"}
    photo = {"title": "Photo", "kind": "image", "url": "/static/logo.svg"}
    _, first = await change(browser, session.id, resources=[recipe, photo])
    kept = {one["title"]: one["id"] for one in first["resources"]}
    again = [photo | {"id": kept["Photo"]}, recipe | {"id": kept["Recette"], "title": "La pâte"}]
    _, second = await change(browser, session.id, resources=again)
    assert [(one["title"], one["id"]) for one in second["resources"]] == [
        ("Photo", kept["Photo"]),
        ("La pâte", kept["Recette"]),
    ]
    _, third = await change(browser, session.id, resources=[photo | {"id": "of nobody"}])
    assert [one["title"] for one in third["resources"]] == ["Photo"]
    assert third["resources"][0]["id"] not in (*kept.values(), "of nobody")
    assert (await get(browser, f"/api/sessions/{session.id}"))["resources"] == third["resources"]


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"ends_at": "2026-03-14T13:00:00Z"}, ["ends_at", "starts_at"]),
        ({"ends_at": "2026-03-15T14:00:00Z"}, ["ends_at", "starts_at"]),
        ({"starts_at": "2026-03-14T13:00:00"}, ["starts_at"]),
        ({"activity": "poterie"}, ["activity"]),
        ({"waiting_room": "no"}, ["waiting_room"]),
        ({"resources": [{"title": "x", "kind": "exe", "url": "/x"}]}, ["resources.0.kind"]),
    ]
    + [
        ({"resources": [{"title": "x", "kind": "link", "url": url}]}, ["resources.0.url"])
        for url in ("javascript:alert(1)", "//elsewhere.example", "data:,x", "https://a b", "x", "")
    ],
)
async def test_changes_that_cannot_be(
    served: Served, fields: dict[str, Any], wrong: list[str]
) -> None:
    browser, session = await sandrine(served), await served.session()
    answer = await change(browser, session.id, **fields)
    assert answer == (422, {"reason": "invalid", "fields": wrong})


async def test_too_many_resources(served: Served) -> None:
    session = await served.session()
    many = [{"title": "x", "kind": "link", "url": "/x"}] * 21
    status, answer = await change(await sandrine(served), session.id, resources=many)
    assert (status, answer["fields"]) == (422, ["resources"])


# -- the residents' link ------------------------------------------------------------------------


async def test_a_renewed_link_puts_out_those_of_the_old_one_alone(served: Served) -> None:
    browser, session = await sandrine(served), await served.session()
    old = (await get(browser, f"/api/sessions/{session.id}"))["link"]["url"]
    by_code = await served.client.post("/api/code", json={"code": session.code})
    of_code = fragment((await by_code.json())["url"])
    by_old, _ = await join(served, fragment(old))
    by_same, _ = await join(served, of_code)
    kit, _ = await join(served, served.token(Role.KIT))
    status, renewed = await post(browser, f"/api/sessions/{session.id}/link")
    assert status == 200
    served.clock.advance(2)
    assert await end_of(by_old) == 4001
    assert await end_of(by_same) == 4001
    assert (await hear(kit, "session"))["session"]["code"] == renewed["code"] != session.code
    again = await served.client.post("/api/code", json={"code": session.code})
    assert again.status == 404
    refused, answer = await join(served, fragment(old))
    assert answer == {"type": "refused", "reason": "token"}
    by_new, answer = await join(served, fragment(renewed["link"]["url"]))
    assert answer["type"] == "welcome"
    for socket in (refused, by_new, kit):
        await socket.close()


async def test_a_link_handed_out_days_before_is_good_on_the_day(served: Served) -> None:
    browser, session = await sandrine(served), await served.session("couture")
    later = wall_time(served.app) + timedelta(days=9)
    await change(
        browser,
        session.id,
        starts_at=later.isoformat(),
        ends_at=(later + timedelta(hours=2)).isoformat(),
    )
    link = (await get(browser, f"/api/sessions/{session.id}"))["link"]
    served.wall.advance(timedelta(days=9, hours=2, minutes=30).total_seconds())
    served.app[TOKENS].verify(fragment(link["url"]), served.wall())
    assert link["url"].startswith(f"http://{served.client.host}")


async def test_an_account_that_is_disabled_is_out_wherever_it_was(served: Served) -> None:
    from server.accounts.accounts import account_by_email
    from server.accounts.sign_ins import end_all
    from server.services import REVOCATIONS

    browser, session = await sandrine(served), await served.session()
    _, made = await post(browser, f"/api/sessions/{session.id}/lead")
    grant = served.app[TOKENS].verify(made["token"], served.wall()).grant
    lead, _ = await join(served, made["token"])
    async with served.app[DATABASE].transaction() as db:
        account = await account_by_email(db, SANDRINE)
        assert account is not None
        account.disabled = True
        await end_all(db, account.id, wall_time(served.app))
    # As after another process's word: read again in its rhythm.
    async with asyncio.timeout(20):
        while grant not in served.app[REVOCATIONS]:
            await asyncio.sleep(0.1)
    served.clock.advance(2)
    assert await end_of(lead) == 4001
    assert (await browser.ask("GET", "/api/account")).status == 401
