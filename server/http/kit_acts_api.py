"""What a technician does to a kit from afar: test, adjust, restart, edit its profile."""

from __future__ import annotations

import json
from typing import Annotated, Any

from aiohttp import web
from pydantic import Field, model_validator

from hardware.errors import ProfileError
from server.accounts.roles import EQUIPS
from server.http.access import Route, account
from server.http.account_guard import signed_in
from server.http.json_body import Body, answer, done, read_body
from server.http.kit_view import KitViews, in_session
from server.http.kits_api import found_kit
from server.http.refusal import HttpRefusal
from server.kits.faults import SEEN
from server.kits.history import note
from server.kits.profiles import MAX_CHARACTERS, check
from server.live.registry import LiveRooms
from server.services import DATABASE, KITS, wall_time
from server.signaling.to_client.equipment import (
    KitAdjust,
    KitProfileChanged,
    KitReference,
    KitRestart,
    SelfTestRun,
)
from server.signaling.to_client.message import ServerMessage

_Part = Annotated[float, Field(ge=0, le=1)]


class Adjustment(Body):
    """At least one thing to set; see KitAdjust."""

    device: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,31}$")]
    gain_percent: Annotated[int, Field(ge=0, le=100)] | None = None
    exposure: Annotated[int, Field(ge=0, le=100_000)] | None = None
    crop: tuple[_Part, _Part, _Part, _Part] | None = None
    preset: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,31}$")] | None = None
    restart: bool = False
    reset: bool = False

    @model_validator(mode="after")
    def _something(self) -> Adjustment:
        if not self.model_dump(exclude={"device"}, exclude_none=True, exclude_defaults=True):
            raise ValueError("nothing to set")
        if self.crop is not None:
            left, top, width, height = self.crop
            if width < 0.1 or height < 0.1 or left + width > 1.0001 or top + height > 1.0001:
                raise ValueError("not a part of the picture")
        return self


class Device(Body):
    device: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,31}$")]


class ProfileText(Body):
    profile: Annotated[str, Field(min_length=1, max_length=MAX_CHARACTERS)]
    #: Only look whether it holds.
    check: bool = False


class KitActsApi:
    """POST and PUT under /api/kits/{kit}. 409 `away` when the kit is not connected."""

    def __init__(self, rooms: LiveRooms) -> None:
        self._rooms = rooms

    def routes(self) -> list[Route]:
        """All of them."""
        one, technician = "/api/kits/{kit}", account(*EQUIPS)
        return [
            Route("POST", f"{one}/self-test", self.self_test, technician),
            Route("POST", f"{one}/test-call", self.test_call, technician),
            Route("POST", f"{one}/adjust", self.adjust, technician),
            Route("POST", f"{one}/reference", self.reference, technician),
            Route("POST", f"{one}/restart", self.restart, technician),
            Route("POST", f"{one}/fault-seen", self.fault_seen, technician),
            Route("PUT", f"{one}/profile", self.set_profile, technician),
        ]

    async def self_test(self, request: web.Request) -> web.StreamResponse:
        """204, the report will come · 409 `session` while one is on: the test makes noise."""
        await self._tell(request, SelfTestRun(asked="technician"), "test_asked", quiet_only=True)
        return done()

    async def test_call(self, request: web.Request) -> web.StreamResponse:
        """What of the kit reaches the server now; the kit says in its report how it gets through.
        409 `session`."""
        message = SelfTestRun(asked="technician", call=True)
        await self._tell(request, message, "call_asked", quiet_only=True)
        async with request.app[DATABASE].transaction() as db:
            kit = await found_kit(db, request)
        views = KitViews(self._rooms, request.app[KITS], wall_time(request.app))
        return answer({"arriving": views.arriving(kit)})

    async def adjust(self, request: web.Request) -> web.StreamResponse:
        """204: the kit does what it can, its next pictures show it."""
        form = await read_body(request, Adjustment)
        detail = json.dumps(form.model_dump(exclude_none=True, exclude_defaults=True))
        await self._tell(request, KitAdjust(**form.model_dump()), "adjusted", detail)
        return done()

    async def reference(self, request: web.Request) -> web.StreamResponse:
        """204: a camera shows what it should, later tests compare with it · 409 `session`: who
        takes part is no reference."""
        form = await read_body(request, Device)
        message = KitReference(device=form.device)
        await self._tell(request, message, "reference", form.device, quiet_only=True)
        return done()

    async def restart(self, request: web.Request) -> web.StreamResponse:
        """204, it comes back by itself · 409 `session` while one is on."""
        await self._tell(request, KitRestart(), "restarted", quiet_only=True)
        return done()

    async def fault_seen(self, request: web.Request) -> web.StreamResponse:
        """204: what was reported in the room needs nobody any more."""
        async with request.app[DATABASE].transaction() as db:
            kit = await found_kit(db, request)
            note(db, kit, wall_time(request.app), SEEN, signed_in(request).name)
        return done()

    async def set_profile(self, request: web.Request) -> web.StreamResponse:
        """204, the kit works with it from now on · 422 `profile` with the sentence of the first
        mistake, in French and in English. With `check` nothing is kept."""
        form = await read_body(request, ProfileText)
        try:
            check(form.profile)
        except ProfileError as fault:
            sentence = {"fr": fault.french, "en": fault.english}
            raise HttpRefusal(422, "profile", sentence=sentence) from None
        if form.check:
            return done()
        async with request.app[DATABASE].transaction() as db:
            kit = await found_kit(db, request)
            if kit.profile != form.profile:
                kit.profile = form.profile
                note(db, kit, wall_time(request.app), "profile", signed_in(request).name)
            grant = kit.grant
        # One that is away asks for it when it comes back.
        request.app[KITS].tell(grant, KitProfileChanged(), self._rooms.clock())
        return done()

    async def _tell(
        self,
        request: web.Request,
        message: ServerMessage,
        kind: str,
        detail: str = "",
        *,
        quiet_only: bool = False,
    ) -> None:
        """Sends `message` and notes it. Raises HttpRefusal: 409 `away`, `session`."""
        async with request.app[DATABASE].transaction() as db:
            kit = await found_kit(db, request)
            if quiet_only and in_session(self._rooms.find(kit.room.slug)):
                raise HttpRefusal(409, "session")
            if not request.app[KITS].tell(kit.grant, message, self._rooms.clock()):
                raise HttpRefusal(409, "away")
            who: Any = signed_in(request).name
            note(db, kit, wall_time(request.app), kind, who, detail)
