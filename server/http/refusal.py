"""What a handler raises when it will not do what is asked; the edge makes the answer of it."""

from __future__ import annotations

from typing import Any

from aiohttp import hdrs, web

from server.errors import ServerError


class HttpRefusal(ServerError):
    """`reason` is a code, which the page has a sentence for; `more` may be shown too."""

    def __init__(self, status: int, reason: str, **more: Any) -> None:
        super().__init__(f"{status} {reason}")
        self.status = status
        self.reason = reason
        self.more = more

    def response(self) -> web.Response:
        """The answer."""
        return web.json_response(
            {"reason": self.reason} | self.more,
            status=self.status,
            headers={hdrs.CACHE_CONTROL: "no-store"},
        )
