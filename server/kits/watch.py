"""Watches over the kits: what they say is kept, tests are asked for in time, alerts are told."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from datetime import UTC, datetime, timedelta

import structlog
from aiohttp import web
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from server.accounts.accounts import accounts_of_centres, roles_of
from server.accounts.roles import CentreRole
from server.background import running
from server.database.engine import Database
from server.database.kit_models import Kit, KitChange
from server.database.models import Centre, Session
from server.kits.alerts.book import AlertBook, Notice
from server.kits.alerts.sender import AlertSender, Letter
from server.kits.alerts.told import keep_told, told_troubles
from server.kits.alerts.troubles import is_lost, troubles_of
from server.kits.faults import open_faults
from server.kits.fleet import kits_of
from server.kits.history import note
from server.kits.presence import KitsHere
from server.kits.reports import keep_report, latest_reports
from server.kits.schedule import BEFORE, due_tests
from server.kits.updating.records import releases_of
from server.kits.updating.sending import Updates
from server.signaling.to_client.equipment import SelfTestRun

_log = structlog.get_logger(__name__)
PERIOD_S = 2.0
ALERTS_EVERY_S = 10.0
SEEN_EVERY = timedelta(seconds=20)


class KitWatch:
    """`in_session` says of a room's slug whether one is under way. `clock` gives monotonic
    seconds, `wall_clock` unix seconds."""

    def __init__(
        self,
        database: Database,
        kits: KitsHere,
        in_session: Callable[[str], bool],
        sender: AlertSender,
        updates: Updates,
        clock: Callable[[], float],
        wall_clock: Callable[[], float],
    ) -> None:
        self._database, self._kits, self._in_session = database, kits, in_session
        self._sender, self._updates = sender, updates
        self._clock, self._wall_clock = clock, wall_clock
        self._book: AlertBook | None = None
        self._next_alerts = 0.0

    async def context(self, _app: web.Application) -> AsyncIterator[None]:
        """For `app.cleanup_ctx`, after the database."""
        async with running(self._follow(), self._sender.run()):
            yield

    async def _follow(self) -> None:
        while True:
            await asyncio.sleep(PERIOD_S)
            try:
                await self.look()
            except Exception:
                # The kits go on without their database.
                _log.exception("kits not watched")

    async def look(self) -> None:
        """Once, at the instant that the clocks show."""
        now = datetime.fromtimestamp(self._wall_clock(), UTC)
        async with self._database.transaction() as db:
            kits = await kits_of(db)
            here = {kit.id for kit in kits if self._kits.of(kit.grant, self._clock())}
            await self._keep_reports(db, kits, now)
            await self._note_presence(db, kits, here, now)
            await self._ask_for_tests(db, kits, now)
            await self._updates.look(db, kits, now, self._clock())
            for notice in await self._alerts(db, kits, here, now):
                self._sender.post(await _letter(db, notice))

    async def _keep_reports(self, db: AsyncSession, kits: Sequence[Kit], now: datetime) -> None:
        waiting, self._kits.reports = self._kits.reports, []
        by_grant = {kit.grant: kit for kit in kits}
        for grant, report in waiting:
            kit = by_grant.get(grant)
            if kit is not None:
                await keep_report(db, kit, report, now)
                note(db, kit, now, "tested", "", str(len(report.alarming)))

    async def _note_presence(
        self, db: AsyncSession, kits: Sequence[Kit], here: Collection[str], now: datetime
    ) -> None:
        lost = await _known_lost(db, [kit.id for kit in kits])
        for kit in kits:
            if is_lost(kit, here=kit.id in here, now=now):
                if kit.id not in lost:
                    note(db, kit, now, "lost")
            elif kit.id in here:
                if kit.id in lost:
                    note(db, kit, now, "back")
                if kit.seen_at is None or now - kit.seen_at >= SEEN_EVERY:
                    kit.seen_at = now

    async def _ask_for_tests(self, db: AsyncSession, kits: Sequence[Kit], now: datetime) -> None:
        soon = await db.scalars(
            select(Session).where(Session.starts_at > now, Session.starts_at <= now + BEFORE)
        )
        for kit, session in due_tests(kits, soon.all(), now):
            if self._in_session(kit.room.slug):
                continue
            if self._kits.tell(kit.grant, SelfTestRun(asked="session"), self._clock()):
                kit.tested_for = session.id

    async def _alerts(
        self, db: AsyncSession, kits: Sequence[Kit], here: Collection[str], now: datetime
    ) -> list[Notice]:
        if not self._sender.is_used or self._clock() < self._next_alerts:
            return []
        self._next_alerts = self._clock() + ALERTS_EVERY_S
        ids = [kit.id for kit in kits]
        reports, faults = await latest_reports(db, ids), await open_faults(db, ids)
        releases = await releases_of(db, ids)
        troubles = [
            trouble
            for kit in kits
            for trouble in troubles_of(
                kit,
                here=kit.id in here,
                report=reports[kit.id][1] if kit.id in reports else None,
                fault=faults.get(kit.id),
                release=releases.get(kit.id),
                now=now,
            )
        ]
        if self._book is None:
            book = AlertBook()
            book.remember(await told_troubles(db), self._clock())
            self._book = book
        notices = self._book.take(troubles, self._clock())
        await keep_told(db, notices, now)
        return notices


async def _known_lost(db: AsyncSession, kits: Sequence[str]) -> set[str]:
    """The kits whose last such line of history says that they were lost."""
    rows = select(KitChange.kit_id, KitChange.kind).where(
        KitChange.kit_id.in_(kits), KitChange.kind.in_(("lost", "back"))
    )
    found = await db.execute(rows.order_by(KitChange.id))
    last = {row.kit_id: row.kind for row in found}
    return {kit for kit, kind in last.items() if kind == "lost"}


async def _letter(db: AsyncSession, notice: Notice) -> Letter:
    """To the technicians of the centre who may sign in."""
    technicians = [
        account
        for account in await accounts_of_centres(db, [notice.centre])
        if not account.disabled and (notice.centre, CentreRole.TECHNICIAN) in roles_of(account)
    ]
    centre = await db.get_one(Centre, notice.centre)
    return Letter(notice, centre.name, tuple(account.email for account in technicians))
