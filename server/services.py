"""What the handlers find in the application (`request.app[...]`), each under a typed key."""

from __future__ import annotations

from collections.abc import Callable

from aiohttp import web

from server.tokens import Tokens

TOKENS = web.AppKey("tokens", Tokens)
#: Unix seconds. A service, so that a test can hold the clock.
WALL_CLOCK: web.AppKey[Callable[[], float]] = web.AppKey("wall_clock")
