"""The pictures of the fleet page: what the cameras see, blurred when a session is on, and what a
self-test shows."""

from __future__ import annotations

import asyncio

from aiohttp import hdrs, web

from server.accounts.roles import EQUIPS
from server.database.kit_models import KitReport
from server.http.access import Route, account
from server.http.kit_view import in_session
from server.http.kits_api import found_kit
from server.http.refusal import HttpRefusal
from server.kits.blur import blurred
from server.kits.reports import parse
from server.live.registry import LiveRooms
from server.services import DATABASE, KITS


class KitPicturesApi:
    """GET under /api/kits/{kit}."""

    def __init__(self, rooms: LiveRooms) -> None:
        self._rooms = rooms

    def routes(self) -> list[Route]:
        """Both."""
        one, technician = "/api/kits/{kit}", account(*EQUIPS)
        return [
            Route("GET", f"{one}/thumbnails/{{role}}", self.thumbnail, technician),
            Route("GET", f"{one}/reports/{{report}}/{{index}}", self.evidence, technician),
        ]

    async def thumbnail(self, request: web.Request) -> web.StreamResponse:
        """A camera's latest still. Who takes part in a session is not to be made out."""
        async with request.app[DATABASE].transaction() as db:
            kit = await found_kit(db, request)
        now = self._rooms.clock()
        live = self._rooms.find(kit.room.slug)
        still = None if live is None else live.stills.get(request.match_info["role"])
        if still is None or not still.fresh(now) or request.app[KITS].of(kit.grant, now) is None:
            raise HttpRefusal(404, "unknown")
        jpeg: bytes | None = still.jpeg
        if in_session(live):
            jpeg = await asyncio.to_thread(blurred, still.jpeg)
        if jpeg is None:
            raise HttpRefusal(404, "unknown")
        return _file(jpeg, "image/jpeg")

    async def evidence(self, request: web.Request) -> web.StreamResponse:
        """The picture or the sound of a finding."""
        report, index = request.match_info["report"], request.match_info["index"]
        if not (report.isascii() and report.isdigit() and index.isascii() and index.isdigit()):
            raise HttpRefusal(404, "unknown")
        async with request.app[DATABASE].transaction() as db:
            kit = await found_kit(db, request)
            row = await db.get(KitReport, int(report)) if len(report) < 10 else None
        if row is None or row.kit_id != kit.id:
            raise HttpRefusal(404, "unknown")
        findings = parse(row).findings
        evidence = findings[int(index)].evidence if int(index) < len(findings) else None
        if evidence is None:
            raise HttpRefusal(404, "unknown")
        return _file(evidence.data, evidence.content_type)


def _file(body: bytes, content_type: str) -> web.Response:
    headers = {hdrs.CACHE_CONTROL: "no-store"}
    return web.Response(body=body, content_type=content_type, headers=headers)
