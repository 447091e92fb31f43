"""Every route against every role: the matrix is made from the router itself."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator

import jwt
import pytest
from aiohttp import web

from rooms.roles import Role
from server.errors import AccessRefused, TokenRefused
from server.http.access import (
    Route,
    Rule,
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


# -- the whole application --------------------------------------------------------------------


async def test_every_route_has_a_rule(served: Served) -> None:
    found = list(rules_by_route(served.app))
    assert len(found) > 10
    assert [(method, path) for method, path, rule in found if rule is None] == []


async def test_nothing_is_public_that_was_not_meant_to_be(served: Served) -> None:
    """A new public route is added to this list by hand, on purpose."""
    assert {
        (method, path)
        for method, path, rule in rules_by_route(served.app)
        if rule is not None and rule.kind == "public" and method != "HEAD"
    } == {
        ("GET", "/"),
        ("GET", "/s/{session}"),
        ("GET", "/animer/{session}"),
        ("GET", "/salle/{room}"),
        ("GET", "/static/{path}"),
        ("GET", "/healthz"),
        ("GET", "/readyz"),
        ("GET", "/metrics"),
        ("POST", "/api/code"),
        # How to reach the door (RFC 9725 section 4.4), not what is behind it.
        ("OPTIONS", "/whip/{room}"),
        ("OPTIONS", "/whip/{room}/{id}"),
        ("OPTIONS", "/whep/{room}"),
        ("OPTIONS", "/whep/{room}/{id}"),
    }


def bearer_routes(app: web.Application) -> Iterator[tuple[str, str, Rule]]:
    for method, path, rule in rules_by_route(app):
        if rule is not None and rule.kind == "bearer":
            yield method, path, rule


def address(path: str, room: str, session: str) -> str:
    values = {"room": room, "session": session}
    return re.sub(r"\{(\w+)[^}]*\}", lambda match: values.get(match[1], "x"), path)


async def status(served: Served, method: str, path: str, token: str | None) -> int:
    headers = {} if token is None else {"Authorization": f"Bearer {token}"}
    async with served.client.request(method, path, headers=headers) as response:
        return response.status


async def test_the_matrix_of_routes_and_roles(served: Served) -> None:
    """The right role of the right room passes the door (whatever the handler then says of an empty
    request); every other is refused, with the one status of its case."""
    session = await served.session()
    for method, path, rule in bearer_routes(served.app):
        here = address(path, "cuisine", session.id)
        assert await status(served, method, here, None) == 401, (method, path)
        for role in Role:
            token = served.token(role, session=session.id)
            expected_open = role in rule.roles
            got = await status(served, method, here, token)
            assert (got not in (401, 403)) is expected_open, (method, path, role, got)
            if not expected_open:
                assert got == 403, (method, path, role)


async def test_another_rooms_token_opens_nothing_here(served: Served) -> None:
    session = await served.session()
    elsewhere = await served.session("guitare")
    for method, path, rule in bearer_routes(served.app):
        if "{room}" not in path and "{session}" not in path:
            continue
        here = address(path, "cuisine", session.id)
        for role in rule.roles:
            token = served.token(role, "guitare", elsewhere.id)
            assert await status(served, method, here, token) == 403, (method, path, role)


async def test_unusable_tokens_are_refused_alike_everywhere(served: Served) -> None:
    session = await served.session()
    secret = b"f" * 48
    forged = Tokens(secret).issue(
        room="cuisine", role=Role.ANIMATEUR, session=session.id, wall_s=NOW, lifetime_s=10**9
    )
    expired = served.token(Role.ANIMATEUR, session=session.id, lifetime_s=-1)
    header, payload, _ = served.token(Role.ANIMATEUR, session=session.id).split(".")
    none = base64.urlsafe_b64encode(b'{"alg":"none","typ":"JWT"}').rstrip(b"=").decode()
    for method, path, _ in bearer_routes(served.app):
        if method == "HEAD":
            continue
        answers = set()
        for token in ("", "x", forged, expired, f"{none}.{payload}.", f"{header}.{payload}."):
            headers = {"Authorization": f"Bearer {token}"}
            async with served.client.request(
                method, address(path, "cuisine", session.id), headers=headers
            ) as response:
                kept = {k: v for k, v in response.headers.items() if k != "Date"}
                answers.add((response.status, await response.text(), json.dumps(kept)))
        assert len(answers) == 1, (method, path)
        assert answers.pop()[0] == 401


# -- the mechanism ----------------------------------------------------------------------------


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
