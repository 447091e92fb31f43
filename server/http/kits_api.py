"""The fleet: the kits of the centres that one equips, listed, renamed, moved, taken back."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Annotated, Literal

from aiohttp import web
from pydantic import AfterValidator, Field
from sqlalchemy.ext.asyncio import AsyncSession

from server.accounts.roles import EQUIPS
from server.database.kit_models import Kit
from server.database.models import Session, SessionState
from server.database.sessions import room_by_slug, rooms_of, sessions_between
from server.http.access import Route, account
from server.http.account_guard import signed_in
from server.http.account_view import centre_view
from server.http.json_body import Body, answer, done, invalid, read_body
from server.http.kit_update_view import ReleaseViews, release_views
from server.http.kit_view import KitViews, change_view, in_session
from server.kits.faults import open_faults
from server.kits.fleet import kit_by_id, kits_of, move, remove, rename
from server.kits.history import history, note
from server.kits.reports import latest_reports
from server.live.registry import LiveRooms
from server.services import DATABASE, KITS, REVOCATIONS, SHELF, wall_time
from server.signaling.from_client.message import clean_text

#: How far ahead a room's next session is looked for.
AHEAD = timedelta(days=14)
_Name = Annotated[str, Field(max_length=80), AfterValidator(clean_text)]


class KitChanges(Body):
    name: _Name | None = None
    room: str | None = None
    portable: bool | None = None


class Removal(Body):
    """Said in full: there is no way back but to pair the kit again."""

    remove: Literal[True]


class KitsApi:
    """Under /api/kits."""

    def __init__(self, rooms: LiveRooms) -> None:
        self._rooms = rooms

    def routes(self) -> list[Route]:
        """All of them."""
        one, technician = "/api/kits/{kit}", account(*EQUIPS)
        return [
            Route("GET", "/api/kits", self.list, technician),
            Route("GET", one, self.get, technician),
            Route("PATCH", one, self.change, technician),
            Route("POST", f"{one}/remove", self.remove, technician),
        ]

    async def list(self, request: web.Request) -> web.StreamResponse:
        """Every kit of one's centres, and the rooms that a kit may stand in."""
        centres, now = signed_in(request).centres(EQUIPS), wall_time(request.app)
        async with request.app[DATABASE].transaction() as db:
            kits = await kits_of(db, centres)
            reports = await latest_reports(db, [kit.id for kit in kits])
            faults = await open_faults(db, [kit.id for kit in kits])
            coming = await _coming(db, centres, now)
            rooms = await rooms_of(db, centres)
            releases = await self._releases(db, request, kits, now)
        views = KitViews(self._rooms, request.app[KITS], now, releases)
        return answer(
            {
                "now": now.isoformat(),
                "kits": [
                    views.summary(
                        kit, reports.get(kit.id), coming.get(kit.room_id), faults.get(kit.id)
                    )
                    for kit in kits
                ],
                "rooms": [
                    {"slug": room.slug, "name": room.name, "centre": centre_view(room.centre)}
                    for room in rooms
                ],
                "offered": releases.offered,
                "centres": [
                    releases.centre(centre, kits)
                    for centre in sorted({kit.room.centre_id for kit in kits})
                ],
            }
        )

    async def get(self, request: web.Request) -> web.StreamResponse:
        """One kit, with its last self-test and its history."""
        now = wall_time(request.app)
        async with request.app[DATABASE].transaction() as db:
            kit = await found_kit(db, request)
            tested = (await latest_reports(db, [kit.id])).get(kit.id)
            fault = (await open_faults(db, [kit.id])).get(kit.id)
            coming = (await _coming(db, [kit.room.centre_id], now)).get(kit.room_id)
            changes = await history(db, kit.id)
            releases = await self._releases(db, request, [kit], now)
        views = KitViews(self._rooms, request.app[KITS], now, releases)
        return answer(
            {"now": now.isoformat()}
            | views.summary(kit, tested, coming, fault)
            | views.detail(kit, tested)
            | {"fault_code": kit.fault_code, "history": [change_view(one) for one in changes]}
        )

    async def _releases(
        self, db: AsyncSession, request: web.Request, kits: Sequence[Kit], now: datetime
    ) -> ReleaseViews:
        shelf = request.app[SHELF]
        return await release_views(
            db, shelf, kits, lambda slug: in_session(self._rooms.find(slug)), now
        )

    async def change(self, request: web.Request) -> web.StreamResponse:
        """204: renamed, moved (what it was connected with ends), away on purpose or not."""
        form, who = await read_body(request, KitChanges), signed_in(request)
        now = wall_time(request.app)
        async with request.app[DATABASE].transaction() as db:
            kit = await found_kit(db, request)
            if form.name:
                rename(db, kit, form.name, who.name, now)
            if form.portable is not None and form.portable != kit.portable:
                kit.portable = form.portable
                note(db, kit, now, "portable" if form.portable else "fixed", who.name)
            if form.room is not None:
                room = await room_by_slug(db, form.room)
                if room is None or not who.may(EQUIPS, room.centre_id):
                    raise invalid(["room"])
                before = kit.grant
                await move(db, kit, room, who.name, now)
                if kit.grant != before:
                    request.app[KITS].forget(before)
            await db.flush()
            await request.app[REVOCATIONS].refresh(db)
        return done()

    async def remove(self, request: web.Request) -> web.StreamResponse:
        """204: its key opens nothing any more, what it was connected with ends."""
        await read_body(request, Removal)
        who, now = signed_in(request), wall_time(request.app)
        async with request.app[DATABASE].transaction() as db:
            kit = await found_kit(db, request)
            before = kit.grant
            await remove(db, kit, who.name, now)
            await db.flush()
            await request.app[REVOCATIONS].refresh(db)
        request.app[KITS].forget(before)
        return done()


async def found_kit(db: AsyncSession, request: web.Request) -> Kit:
    """The kit of the path, which the guard has found."""
    kit = await kit_by_id(db, request.match_info["kit"])
    assert kit is not None, "the guard found it"
    return kit


async def _coming(db: AsyncSession, centres: Collection[int], now: datetime) -> dict[int, Session]:
    """By room: the session under way, else the next one."""
    coming: dict[int, Session] = {}
    for session in await sessions_between(db, centres, now, now + AHEAD):
        over = session.state == SessionState.ENDED or session.ends_at <= now
        if session.state == SessionState.OPEN or not (over or session.room_id in coming):
            coming[session.room_id] = session
    return coming
