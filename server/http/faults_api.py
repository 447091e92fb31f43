"""Reporting a fault in a room, by the QR code on its sheet: one field, no account."""

from __future__ import annotations

from typing import Annotated

from aiohttp import web
from pydantic import AfterValidator, Field
from sqlalchemy.ext.asyncio import AsyncSession

from server.codes import GuessLimiter
from server.database.kit_models import Kit
from server.http.access import Route, own_page, public
from server.http.client_address import client_address
from server.http.json_body import Body, answer, done, invalid, read_body
from server.http.refusal import HttpRefusal
from server.kits.faults import REPORTED
from server.kits.fleet import kit_by_fault_code
from server.kits.history import note
from server.services import CLOCK, DATABASE, wall_time
from server.signaling.from_client.message import clean_text

#: Per network, and per room wherever it is reported from.
MAX_PER_NETWORK = 5
MAX_PER_KIT = 10
WINDOW_S = 3600.0
MAX_WORDS = 300


class Words(Body):
    text: Annotated[str, Field(max_length=2000), AfterValidator(clean_text)]


class FaultsApi:
    """GET and POST /api/faults/{code}."""

    def __init__(self) -> None:
        self._of_network = GuessLimiter(MAX_PER_NETWORK, WINDOW_S)
        self._of_kit = GuessLimiter(MAX_PER_KIT, WINDOW_S)

    def routes(self) -> list[Route]:
        """Both."""
        path = "/api/faults/{code}"
        return [Route("GET", path, self.get, public), Route("POST", path, self.report, own_page)]

    async def get(self, request: web.Request) -> web.StreamResponse:
        """Which room it is about, and whom to call."""
        async with request.app[DATABASE].transaction() as db:
            room = (await _kit(db, request)).room
        centre = {"name": room.centre.name, "phone": room.centre.phone}
        return answer({"room": room.name, "centre": centre})

    async def report(self, request: web.Request) -> web.StreamResponse:
        """204: it is on the fleet page, and told to its technicians · 422 nothing was written ·
        429 `wait`."""
        address, now = client_address(request), request.app[CLOCK]()
        if not self._of_network.allows(address, now):
            raise HttpRefusal(429, "wait")
        # Every one counts, right or wrong.
        self._of_network.record_wrong(address, now)
        text = (await read_body(request, Words)).text[:MAX_WORDS]
        if not text:
            raise invalid(["text"])
        async with request.app[DATABASE].transaction() as db:
            kit = await _kit(db, request)
            if not self._of_kit.allows("", now, kit.id):
                raise HttpRefusal(429, "wait")
            self._of_kit.record_wrong("", now, kit.id)
            note(db, kit, wall_time(request.app), REPORTED, "", text)
        return done()


async def _kit(db: AsyncSession, request: web.Request) -> Kit:
    kit = await kit_by_fault_code(db, request.match_info["code"])
    if kit is None:
        raise HttpRefusal(404, "unknown")
    return kit
