"""What a technician asks of the programs of kits: another version, the one before, or nothing."""

from __future__ import annotations

import asyncio
from datetime import datetime
from functools import partial
from typing import Annotated, Protocol

from aiohttp import web
from pydantic import Field
from sqlalchemy.ext.asyncio import AsyncSession

from server.accounts.roles import EQUIPS
from server.database.kit_models import Kit
from server.http.access import Route, account
from server.http.account_guard import signed_in
from server.http.json_body import Body, answer, done, read_body
from server.http.kits_api import found_kit
from server.http.refusal import HttpRefusal
from server.kits.errors import UpdateRefused
from server.kits.updating import orders
from server.services import DATABASE, SHELF, wall_time
from server.signaling.from_client.kit import VERSION_PATTERN


class Version(Body):
    """The version that the page shows: what changed meanwhile is not done to another."""

    version: Annotated[str, Field(pattern=VERSION_PATTERN)]


class KitUpdatesApi:
    """Under /api/kits/{kit} and /api/centres/{centre}. Orders are kept; the watch sends them. 409
    with the reason of UpdateRefused, or `gone`: kits cannot fetch that version any more."""

    def routes(self) -> list[Route]:
        """All of them."""
        technician, centre = account(*EQUIPS), "/api/centres/{centre}/kit-update"
        return [
            Route("POST", "/api/kits/{kit}/update", self.update, technician),
            Route("DELETE", "/api/kits/{kit}/update", self.take_back, technician),
            Route("POST", "/api/kits/{kit}/roll-back", self.roll_back, technician),
            Route("POST", centre, self.update_centre, technician),
            Route("DELETE", centre, self.stop_centre, technician),
        ]

    async def update(self, request: web.Request) -> web.StreamResponse:
        """204: the kit updates itself once it is here and its room is quiet."""
        version = await _on_shelf(request)
        return await _ask(request, partial(orders.order_update, version=version))

    async def roll_back(self, request: web.Request) -> web.StreamResponse:
        """204: the kit goes back to `version`, which it ran before."""
        version = (await read_body(request, Version)).version
        return await _ask(request, partial(orders.order_back, version=version))

    async def take_back(self, request: web.Request) -> web.StreamResponse:
        """204: what was asked for is not waited for; what was given up was seen."""
        return await _ask(request, orders.take_back)

    async def update_centre(self, request: web.Request) -> web.StreamResponse:
        """200 with how many kits: one first, the others once it was kept."""
        version, centre = await _on_shelf(request), int(request.match_info["centre"])
        who, now = signed_in(request).name, wall_time(request.app)
        async with request.app[DATABASE].transaction() as db:
            try:
                kits = await orders.begin_rollout(db, centre, version, who, now)
            except UpdateRefused as fault:
                raise HttpRefusal(409, fault.reason) from None
        return answer({"kits": kits})

    async def stop_centre(self, request: web.Request) -> web.StreamResponse:
        """204: the kits that were not told are left alone."""
        who, now = signed_in(request).name, wall_time(request.app)
        async with request.app[DATABASE].transaction() as db:
            await orders.cancel_rollout(db, int(request.match_info["centre"]), who, now)
        return done()


class _Order(Protocol):
    """What is asked of one kit."""

    async def __call__(self, db: AsyncSession, kit: Kit, *, who: str, now: datetime) -> None: ...


async def _ask(request: web.Request, order: _Order) -> web.Response:
    async with request.app[DATABASE].transaction() as db:
        kit, who = await found_kit(db, request), signed_in(request).name
        try:
            await order(db, kit, who=who, now=wall_time(request.app))
        except UpdateRefused as fault:
            raise HttpRefusal(409, fault.reason) from None
    return done()


async def _on_shelf(request: web.Request) -> str:
    """The version of the body. Raises HttpRefusal: 409 `gone`."""
    version = (await read_body(request, Version)).version
    offers = await asyncio.to_thread(request.app[SHELF].versions)
    if version not in {offer.version for offer in offers}:
        raise HttpRefusal(409, "gone")
    return version
