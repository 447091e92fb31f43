"""What is kept, until when: withdrawals carried out on the disk, ends announced, what is over
deleted with everything that was made of it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from datetime import UTC, datetime

import structlog
from aiohttp import web
from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from server.accounts.signed_in import SignedIn
from server.background import running
from server.database.engine import Database
from server.database.publishing_models import (
    ExpiryLetter,
    ExpiryNotice,
    ParentalSignature,
    ReplayObjection,
    ReplayPerson,
    ReplayStep,
)
from server.database.replay_models import Replay
from server.publishing import steps
from server.publishing.conditions import Somebody
from server.publishing.expiry import due_notice
from server.publishing.folders import ReplayFolders
from server.publishing.people import is_named_by_reviewer

_log = structlog.get_logger(__name__)
PERIOD_S = 3600.0
#: Told which replay, or which upload.
Told = Callable[[str], Awaitable[None]]
#: Why a replay is not made while its files are seen to.
WITHDRAWN = "withdrawn"
_ABOUT = (ExpiryLetter, ExpiryNotice, ParentalSignature, ReplayObjection, ReplayPerson, ReplayStep)


async def _nobody(_id: str) -> None:
    """Where nothing makes replays or takes films, nobody has to know."""


class Keeping:
    """`wall_clock`: unix seconds. `stop_making` returns once nothing writes to a replay's files,
    `remake` has it made again, `delete_upload` deletes a film that was brought."""

    def __init__(
        self, database: Database, folders: ReplayFolders, wall_clock: Callable[[], float]
    ) -> None:
        self.stop_making: Told = _nobody
        self.remake: Told = _nobody
        self.delete_upload: Told = _nobody
        self.folders = folders
        self._database = database
        self._wall_clock = wall_clock

    async def withdraw(self, replay_id: str, who: Somebody, by: SignedIn | None) -> bool:
        """Hidden at once, then made again without them; see `steps.withdraw`."""
        async with self._database.transaction() as db:
            replay = await steps.replay_for_change(db, replay_id)
            if replay is None:
                return False
            again = await steps.withdraw(db, replay, who, self._now(), by)
        if again:
            await self._carry_out(replay, [who.id])
        else:
            # What lies beside it goes too, as always: nobody can tell whom that shows or names.
            await asyncio.to_thread(self.folders.shelf(replay_id).empty)
        return again

    async def look(self) -> None:
        """What is due by now: each replay for itself, so that one keeps none of the others."""
        async with self._database.transaction() as db:
            replays = (await db.scalars(select(Replay))).all()
            gone = await _withdrawn(db)
        for replay in replays:
            try:
                if replay.making_reason == WITHDRAWN:
                    await self._carry_out(replay, gone.get(replay.id, ()))
                if await self._keep_or_end(replay):
                    await self._see_to(replay.id)
            except Exception:
                # The next look does what this one did not.
                _log.exception("replay not looked at", replay=replay.id)

    async def context(self, _app: web.Application) -> AsyncIterator[None]:
        """For `app.cleanup_ctx`, after the database: at the start, then every hour."""
        async with running(self._look_forever()):
            yield

    async def _look_forever(self) -> None:
        while True:
            try:
                await self.look()
            except Exception:
                _log.exception("replays not looked at")
            await asyncio.sleep(PERIOD_S)

    async def _see_to(self, replay_id: str) -> None:
        """Whoever answered no since, in the session's ledger, is in it no longer; and what lacks
        something is seen no longer."""
        manifest = await asyncio.to_thread(self.folders.manifest, replay_id)
        async with self._database.transaction() as db:
            replay = await steps.replay_for_change(db, replay_id)
            if replay is None or manifest is None:
                return
            facts = await steps.facts_of(db, replay, manifest)
            steps.settle(db, replay, facts, self._now())
        dropped = json.loads(replay.edits or "{}").get("drop", ())
        for person in facts.people:
            if (
                person.withdrawn
                and person.id not in dropped
                and not is_named_by_reviewer(person.id)
            ):
                await self.withdraw(replay_id, person, None)

    async def _keep_or_end(self, replay: Replay) -> bool:
        """Whether it is kept."""
        now, ends_at = self._now(), steps.ends_at(replay)
        if now >= ends_at:
            await self._end(replay)
            return False
        async with self._database.transaction() as db:
            sent = await _notices(db, replay.id, ends_at)
            if (days := due_notice(ends_at, now, sent)) is not None:
                db.add(ExpiryNotice(replay_id=replay.id, days=days, expires_at=ends_at, at=now))
                _log.info("end of a replay announced", replay=replay.id, days=days)
        return True

    async def _end(self, replay: Replay) -> None:
        # The files first: what is in the table can be ended again, what is on the disk alone not.
        await self.stop_making(replay.id)
        if replay.upload is not None:
            await self.delete_upload(replay.upload)
        await asyncio.to_thread(self.folders.delete, replay)
        async with self._database.transaction() as db:
            for model in _ABOUT:
                await db.execute(delete(model).where(model.replay_id == replay.id))
            await db.execute(delete(Replay).where(Replay.id == replay.id))
        _log.info("replay deleted", replay=replay.id)

    async def _carry_out(self, replay: Replay, people: Iterable[str]) -> None:
        """No file holds them any more: not what was made, not what it was made from."""
        try:
            await self.stop_making(replay.id)
            await asyncio.to_thread(self.folders.delete_made, replay.id)
            for person in people:
                await asyncio.to_thread(self.folders.erase, replay, person)
        except (OSError, ValueError):
            # It is hidden and not made; the next look tries again.
            _log.exception("withdrawal not carried out yet", replay=replay.id)
        else:
            await self.remake(replay.id)

    def _now(self) -> datetime:
        return datetime.fromtimestamp(self._wall_clock(), UTC)


async def _withdrawn(db: AsyncSession) -> dict[str, list[str]]:
    """Who took their agreement back, by replay."""
    gone: dict[str, list[str]] = {}
    for one in await db.scalars(select(ReplayPerson).where(ReplayPerson.withdrawn_at.is_not(None))):
        gone.setdefault(one.replay_id, []).append(one.person)
    return gone


async def _notices(db: AsyncSession, replay_id: str, ends_at: datetime) -> list[int]:
    wanted = select(ExpiryNotice.days).where(
        ExpiryNotice.replay_id == replay_id, ExpiryNotice.expires_at == ends_at
    )
    return [*(await db.scalars(wanted))]
