"""Rules and the guards they make; the whole application is held against them in
test_access_matrix."""

from __future__ import annotations

import jwt
import pytest
from aiohttp import web

from rooms.roles import Role
from server.errors import AccessRefused, TokenRefused
from server.http.access import (
    Route,
    bearer,
    check,
    claims_of,
    joined,
    public,
    register,
    require_rules,
    rules_by_route,
)
from server.services import TOKENS, WALL_CLOCK
from server.tokens import Tokens
from tests.server.conftest import HeldClock, Served

NOW = 1_790_000_000.0
UNKNOWN = "nowhere"


async def nothing(request: web.Request) -> web.StreamResponse:
    return web.Response()


async def status(served: Served, method: str, path: str, token: str) -> int:
    headers = {"Authorization": f"Bearer {token}"}
    async with served.client.request(method, path, headers=headers) as response:
        return response.status


@pytest.fixture
async def door(aiohttp_client: object) -> Served:
    """Two guarded routes with nothing behind them."""
    app = web.Application()
    wall = HeldClock(NOW)
    app[TOKENS], app[WALL_CLOCK] = Tokens(b"s" * 48), wall

    async def who(request: web.Request) -> web.StreamResponse:
        claims = claims_of(request)
        return web.json_response([claims.room, claims.session, claims.role])

    register(
        app,
        [
            Route("GET", "/rooms/{room}", who, bearer(Role.KIT, Role.RESIDENT)),
            Route("POST", "/sessions/{session}", who, bearer(Role.ANIMATEUR)),
        ],
    )
    client = await aiohttp_client(app)  # type: ignore[operator]
    return Served(app, client, wall, wall)


@pytest.mark.parametrize(
    ("method", "path", "role", "room", "session", "expected"),
    [
        ("GET", "/rooms/cuisine", Role.KIT, "cuisine", None, 200),
        ("GET", "/rooms/cuisine", Role.RESIDENT, "cuisine", "s1", 200),
        ("HEAD", "/rooms/cuisine", Role.KIT, "cuisine", None, 200),
        ("HEAD", "/rooms/cuisine", Role.VIEWER, "cuisine", None, 403),
        ("GET", "/rooms/cuisine", Role.VIEWER, "cuisine", None, 403),
        ("GET", "/rooms/guitare", Role.KIT, "cuisine", None, 403),
        ("GET", "/rooms/Cuisine", Role.KIT, "cuisine", None, 403),
        ("GET", "/rooms/cuisine%00", Role.KIT, "cuisine", None, 403),
        ("POST", "/sessions/s1", Role.ANIMATEUR, "cuisine", "s1", 200),
        ("POST", "/sessions/s2", Role.ANIMATEUR, "cuisine", "s1", 403),
        ("POST", "/sessions/s1", Role.ANIMATEUR, "cuisine", None, 403),
        ("POST", "/sessions/s1", Role.RESIDENT, "cuisine", "s1", 403),
    ],
)
async def test_role_room_and_session_are_checked(
    door: Served,
    method: str,
    path: str,
    role: Role,
    room: str,
    session: str | None,
    expected: int,
) -> None:
    assert await status(door, method, path, door.token(role, room, session)) == expected


async def test_the_handler_is_given_the_claims(door: Served) -> None:
    headers = {"Authorization": f"bearer {door.token(Role.RESIDENT, session='s1')}"}
    async with door.client.get("/rooms/cuisine", headers=headers) as response:
        assert await response.json() == ["cuisine", "s1", "resident"]


@pytest.mark.parametrize(
    "header", [None, "", "Bearer", "Bearer ", "Basic Y2FuYXJ5", "Token x", "Bearer a b"]
)
async def test_a_header_without_a_token(door: Served, header: str | None) -> None:
    headers = {} if header is None else {"Authorization": header}
    async with door.client.get("/rooms/cuisine", headers=headers) as response:
        assert response.status == 401
        assert response.headers["WWW-Authenticate"] == "Bearer"
        assert await response.json() == {"reason": "token"}


async def test_a_token_stops_opening_when_its_time_is_over(door: Served) -> None:
    token = door.token(Role.KIT, lifetime_s=60)
    assert await status(door, "GET", "/rooms/cuisine", token) == 200
    door.wall.advance(61)
    assert await status(door, "GET", "/rooms/cuisine", token) == 401


def test_a_route_without_a_rule_stops_the_start() -> None:
    app = web.Application()
    register(app, [Route("GET", "/known", nothing, public)])
    require_rules(app)
    app.router.add_get("/forgotten", nothing, allow_head=False)
    with pytest.raises(RuntimeError, match="GET /forgotten"):
        require_rules(app)


def test_a_rule_does_not_cover_another_route_of_the_same_path() -> None:
    app = web.Application()
    register(app, [Route("POST", "/whip/{room}", nothing, bearer(Role.KIT))])
    app.router.add_route("DELETE", "/whip/{room}", nothing)
    with pytest.raises(RuntimeError, match="DELETE"):
        require_rules(app)


def test_a_rule_names_somebody() -> None:
    with pytest.raises(ValueError, match="roles"):
        bearer()
    with pytest.raises(ValueError, match="roles"):
        joined()


def test_a_websocket_answers_get_alone() -> None:
    app = web.Application()
    register(app, [Route("GET", "/ws", nothing, joined(Role.RESIDENT))])
    assert [(method, path) for method, path, _ in rules_by_route(app)] == [("GET", "/ws")]


@pytest.mark.parametrize(
    ("roles", "room", "session", "error"),
    [
        ((Role.RESIDENT,), None, None, None),
        ((Role.RESIDENT, Role.KIT), "cuisine", "s1", None),
        ((Role.KIT,), None, None, AccessRefused),
        ((Role.RESIDENT,), "guitare", None, AccessRefused),
        ((Role.RESIDENT,), "cuisine", "s2", AccessRefused),
    ],
)
def test_check_for_those_who_bring_their_token_in_a_message(
    roles: tuple[Role, ...], room: str | None, session: str | None, error: type[Exception] | None
) -> None:
    tokens = Tokens(b"s" * 48)
    token = tokens.issue(
        room="cuisine", role=Role.RESIDENT, session="s1", wall_s=NOW, lifetime_s=60
    )
    if error is None:
        assert check(token, tokens, NOW, roles, room=room, session=session).session == "s1"
        return
    with pytest.raises(error):
        check(token, tokens, NOW, roles, room=room, session=session)


def test_check_refuses_an_unusable_token_before_all_else() -> None:
    forged = jwt.encode({"room": "cuisine", "role": "kit"}, "x" * 32, algorithm="HS256")
    with pytest.raises(TokenRefused):
        check(forged, Tokens(b"s" * 48), NOW, Role, room="guitare")
