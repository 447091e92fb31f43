"""Who may call which route: each has a rule, and a route without one stops the start."""

from __future__ import annotations

import functools
from collections.abc import Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, TypeVar

from aiohttp import hdrs, web

from rooms.roles import Role
from server.accounts.roles import CentreRole
from server.errors import AccessRefused, TokenRefused
from server.http.account_guard import account_refused, origin_refused
from server.services import TOKENS, WALL_CLOCK
from server.tokens import Claims, Tokens

_Role = TypeVar("_Role", Role, CentreRole)
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True)
class Rule:
    """How a route is guarded, and the roles it is open to: those of tokens (`roles`), those of
    accounts (`centre_roles`; none: any account). `page`: a person reads the answer."""

    kind: Literal["public", "own_page", "bearer", "joined", "account", "bearer_or_account"]
    roles: frozenset[Role] = frozenset()
    centre_roles: frozenset[CentreRole] = frozenset()
    page: bool = False

    def or_account(self, *centre_roles: CentreRole) -> Rule:
        """A `bearer` route that a cookie opens too: a request without a token is asked for it."""
        if self.kind != "bearer":
            raise ValueError("only a bearer route may be open to accounts too")
        return Rule("bearer_or_account", self.roles, _at_least_one(centre_roles))


#: Open to anybody; must show nothing private.
public = Rule("public")
#: Open to anybody, through one of our own pages: signing in is not done in somebody's name.
own_page = Rule("own_page")
#: Open to whoever is signed in, whatever their roles: one's own account.
any_account = Rule("account")
any_account_page = Rule("account", page=True)


def bearer(*roles: Role) -> Rule:
    """A token in `Authorization: Bearer` (RFC 6750), of one of `roles` and of the path's room."""
    return Rule("bearer", _at_least_one(roles))


def account(*roles: CentreRole, page: bool = False) -> Rule:
    """The cookie of an account with one of `roles`, in the centre of the path's session, room or
    centre where it names one. A `page` leads others to where one signs in."""
    return Rule("account", centre_roles=_at_least_one(roles), page=page)


def joined(*roles: Role) -> Rule:
    """A WebSocket whose first message carries the token; its handler calls `check` itself."""
    return Rule("joined", _at_least_one(roles))


def _at_least_one(roles: tuple[_Role, ...]) -> frozenset[_Role]:
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
        handler = _guarded(route)
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
    rule = route.rule
    if rule.kind in ("public", "joined"):
        return route.handler

    @functools.wraps(route.handler)
    async def guarded(request: web.Request) -> web.StreamResponse:
        with_token = rule.kind == "bearer" or (
            rule.kind == "bearer_or_account" and hdrs.AUTHORIZATION in request.headers
        )
        if with_token:
            refused = _token_refused(request, rule)
        elif rule.kind == "own_page":
            refused = origin_refused(request)
        else:
            refused = await account_refused(request, rule.centre_roles, page=rule.page)
        return await route.handler(request) if refused is None else refused

    return guarded


def _token_refused(request: web.Request, rule: Rule) -> web.StreamResponse | None:
    """The answer to a token that does not open this door; None when it does."""
    try:
        request[CLAIMS] = check(
            _bearer_token(request),
            request.app[TOKENS],
            request.app[WALL_CLOCK](),
            rule.roles,
            room=request.match_info.get("room"),
            session=request.match_info.get("session"),
        )
    except TokenRefused:
        headers = {hdrs.WWW_AUTHENTICATE: "Bearer"}
        return web.json_response({"reason": "token"}, status=401, headers=headers)
    except AccessRefused:
        return web.json_response({"reason": "forbidden"}, status=403)
    return None


def _bearer_token(request: web.Request) -> str:
    scheme, _, token = request.headers.get(hdrs.AUTHORIZATION, "").partition(" ")
    if scheme.lower() != "bearer":
        raise TokenRefused
    return token.strip()
