"""What was taken back: tokens by `jti`, and by `grant` every token of a link or of a sign-in.

Kept in the database, for other processes and for after a restart; in memory, where each token is
looked up. Another process's word is heard within `REFRESH_S`.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import datetime, timedelta

import structlog
from aiohttp import web
from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from server.background import running
from server.database.account_models import Revocation
from server.database.engine import Database

_log = structlog.get_logger(__name__)
REFRESH_S = 2.0
#: No token lives longer than a year (`passerelle token --hours 8760`).
KEPT = timedelta(days=366)


class Revocations:
    """The ids that open nothing any more. A container for `Tokens`."""

    def __init__(self) -> None:
        self._ids: frozenset[str] = frozenset()

    def __contains__(self, id_: object) -> bool:
        return id_ in self._ids

    async def refresh(self, db: AsyncSession) -> None:
        """Reads what is revoked now."""
        self._ids = frozenset(await db.scalars(select(Revocation.id)))


async def revoke(db: AsyncSession, id_: str, now: datetime) -> None:
    """Writes one id down; telling it twice is the same. Old ones are forgotten."""
    await db.execute(delete(Revocation).where(Revocation.until < now))
    await db.merge(Revocation(id=id_, until=now + KEPT))


def refreshing(
    revocations: Revocations, database: Database, period_s: float = REFRESH_S
) -> Callable[[web.Application], AsyncIterator[None]]:
    """For `app.cleanup_ctx`, after the database: reads them at the start, and again and again."""

    async def follow() -> None:
        while True:
            await asyncio.sleep(period_s)
            try:
                async with database.transaction() as db:
                    await revocations.refresh(db)
            except Exception:
                # What was known stays refused; the database's return brings the rest.
                _log.exception("revocations not read")

    async def context(_app: web.Application) -> AsyncIterator[None]:
        async with database.transaction() as db:
            await revocations.refresh(db)
        async with running(follow()):
            yield

    return context
