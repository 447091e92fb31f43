"""Attendance sheets are deleted when their centre keeps them no longer: looked at once a day."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime

import structlog
from aiohttp import web

from server.background import running
from server.care import sheets
from server.database.engine import Database

_log = structlog.get_logger(__name__)
DAY_S = 86_400.0


def deleting_old_sheets(
    database: Database, wall_clock: Callable[[], float], period_s: float = DAY_S
) -> Callable[[web.Application], AsyncIterator[None]]:
    """For `app.cleanup_ctx`, after the database: at the start, then every day."""

    async def delete() -> None:
        while True:
            try:
                async with database.transaction() as db:
                    now = datetime.fromtimestamp(wall_clock(), UTC)
                    count = await sheets.delete_old(db, now)
                _log.info("old attendance sheets deleted", count=count)
            except Exception:
                # Tomorrow is another day; what should be gone is gone then.
                _log.exception("old attendance sheets not deleted")
            await asyncio.sleep(period_s)

    async def context(_app: web.Application) -> AsyncIterator[None]:
        async with running(delete()):
            yield

    return context
