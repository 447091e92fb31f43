"""The releases that kits fetch: what they hold, and each file of them."""

from __future__ import annotations

import asyncio

from aiohttp import hdrs, web

from rooms.roles import Role
from server.http.access import Route, bearer
from server.http.refusal import HttpRefusal
from server.releases.shelf import DESCRIPTION
from server.services import SHELF


class KitReleasesApi:
    """GET under /api/kit/releases, with the token that a kit's key gets it."""

    def routes(self) -> list[Route]:
        """Both."""
        one = "/api/kit/releases/{version}"
        return [
            Route("GET", one, self.index, bearer(Role.KIT)),
            Route("GET", f"{one}/{{file}}", self.file, bearer(Role.KIT)),
        ]

    async def index(self, request: web.Request) -> web.StreamResponse:
        """What the release holds (JSON) · 404 `unknown`."""
        return await _send(request, DESCRIPTION, "application/json")

    async def file(self, request: web.Request) -> web.StreamResponse:
        """A file that the release names, or a part of it (`Range`) · 404 `unknown`."""
        return await _send(request, request.match_info["file"], "application/octet-stream")


async def _send(request: web.Request, name: str, content_type: str) -> web.StreamResponse:
    version = request.match_info["version"]
    path = await asyncio.to_thread(request.app[SHELF].file, version, name)
    if path is None:
        raise HttpRefusal(404, "unknown")
    headers = {hdrs.CONTENT_TYPE: content_type, hdrs.CACHE_CONTROL: "private, no-cache"}
    return web.FileResponse(path, headers=headers)
