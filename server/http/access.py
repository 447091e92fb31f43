"""Who may call which route: each has a rule, and a route without one stops the start."""

from __future__ import annotations

import functools
from collections.abc import Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from aiohttp import web

from rooms.roles import Role
from server.errors import AccessRefused, TokenRefused
from server.services import TOKENS, WALL_CLOCK
from server.tokens import Claims, Tokens

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True)
class Rule:
    """How a route is guarded, and the roles it is open to."""

    kind: Literal["public", "bearer", "joined"]
    roles: frozenset[Role] = frozenset()


#: Open to anybody; must show nothing private.
public = Rule("public")


def bearer(*roles: Role) -> Rule:
    """A token in `Authorization: Bearer` (RFC 6750), of one of `roles` and of the path's room."""
    return Rule("bearer", _at_least_one(roles))


def joined(*roles: Role) -> Rule:
    """A WebSocket whose first message carries the token; its handler calls `check` itself."""
    return Rule("joined", _at_least_one(roles))


def _at_least_one(roles: tuple[Role, ...]) -> frozenset[Role]:
    if not roles:
        raise ValueError("a rule names the roles it is open to")
    return frozenset(roles)


@dataclass(frozen=True, slots=True)
class Route:
    """One method and path, with its handler and its rule."""

    method: str
    path: str
    handler: Handler
    rule: Rule


RULES: web.AppKey[dict[web.AbstractRoute, Rule]] = web.AppKey("access_rules")
CLAIMS = web.RequestKey("claims", Claims)


def claims_of(request: web.Request) -> Claims:
    """The verified claims of a request that came in by a `bearer` route."""
    return request[CLAIMS]


def check(
    token: str,
    tokens: Tokens,
    wall_s: float,
    roles: Iterable[Role],
    *,
    room: str | None = None,
    session: str | None = None,
) -> Claims:
    """The claims of `token` if it opens this door: its role is in `roles`, and `room` and
    `session`, where given, are its own.

    Raises TokenRefused (unusable, whatever the reason) or AccessRefused (good, but not for here).
    Nothing is looked up: an existing and an unknown room are refused alike.
    """
    claims = tokens.verify(token, wall_s)
    if claims.role not in roles:
        raise AccessRefused
    if room is not None and claims.room != room:
        raise AccessRefused
    if session is not None and claims.session != session:
        raise AccessRefused
    return claims


def register(app: web.Application, routes: Iterable[Route]) -> None:
    """Adds `routes`, each behind its rule. A GET route answers HEAD too."""
    rules = app.setdefault(RULES, {})
    for route in routes:
        handler = _guarded(route) if route.rule.kind == "bearer" else route.handler
        for method in _methods(route):
            rules[app.router.add_route(method, route.path, handler)] = route.rule


def _methods(route: Route) -> tuple[str, ...]:
    # A WebSocket handshake is a GET and nothing else.
    if route.method == "GET" and route.rule.kind != "joined":
        return ("GET", "HEAD")
    return (route.method,)


def rules_by_route(app: web.Application) -> Iterator[tuple[str, str, Rule | None]]:
    """Every (method, path, rule) that the router really holds; None where no rule was given."""
    rules = app.get(RULES, {})
    for route in app.router.routes():
        path = route.resource.canonical if route.resource is not None else ""
        yield route.method, path, rules.get(route)


def require_rules(app: web.Application) -> None:
    """Raises RuntimeError if the router holds a route that was not given a rule."""
    bare = [f"{method} {path}" for method, path, rule in rules_by_route(app) if rule is None]
    if bare:
        raise RuntimeError(f"routes without an access rule: {', '.join(bare)}")


def _guarded(route: Route) -> Handler:
    @functools.wraps(route.handler)
    async def guarded(request: web.Request) -> web.StreamResponse:
        try:
            request[CLAIMS] = check(
                _bearer_token(request),
                request.app[TOKENS],
                request.app[WALL_CLOCK](),
                route.rule.roles,
                room=request.match_info.get("room"),
                session=request.match_info.get("session"),
            )
        except TokenRefused:
            headers = {"WWW-Authenticate": "Bearer"}
            return web.json_response({"reason": "token"}, status=401, headers=headers)
        except AccessRefused:
            return web.json_response({"reason": "forbidden"}, status=403)
        return await route.handler(request)

    return guarded


def _bearer_token(request: web.Request) -> str:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        raise TokenRefused
    return token.strip()
