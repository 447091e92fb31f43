"""Sheets survive the server, and are deleted when their centre says so."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from rooms.attendance import Correction, Place, Sheet
from server.care import sheets
from server.database.engine import Database
from server.database.models import Centre, Session
from server.seed import seed

NOW = datetime(2026, 3, 14, 14, 20, tzinfo=UTC)


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = await Database.open(f"sqlite+aiosqlite:///{tmp_path}/x.db")
    async with opened.transaction() as db:
        await seed(db, NOW)
    yield opened
    await opened.close()


async def session_ids(database: Database) -> list[str]:
    async with database.transaction() as db:
        return list(await db.scalars(select(Session.id).order_by(Session.code)))


async def read(database: Database, session: str) -> Sheet:
    async with database.transaction() as db:
        return await sheets.read(db, session)


async def test_what_is_written_is_read(database: Database) -> None:
    session, other = (await session_ids(database))[:2]
    sheet, at = Sheet(), NOW.timestamp()
    changed = sheet.arrive("1", "p1", "Paule", Place.HOME, at)
    changed += sheet.tick("2", "Yvette", True, at + 1)
    changed += sheet.leave("p1", at + 60)
    changed += sheet.correct("2", Correction(name="Yvette L.", present=False))
    sheet.count(7)
    async with database.transaction() as db:
        await sheets.write(db, session, changed, sheet.in_room)
    again = await read(database, session)
    assert again.lines == sheet.lines
    assert again.in_room == 7
    assert (await read(database, other)).lines == {}


async def test_a_centres_sheets_are_deleted_when_it_keeps_them_no_longer(
    database: Database,
) -> None:
    session, other = (await session_ids(database))[:2]
    for one in (session, other):
        lines = Sheet().tick(f"line of {one}", "Yvette", True, NOW.timestamp())
        async with database.transaction() as db:
            await sheets.write(db, one, lines, 3)
    async with database.transaction() as db:
        await db.execute(update(Centre).values(attendance_days=30))
        held = await db.get_one(Session, session)
        held.ends_at = NOW - timedelta(days=31)
        kept = await db.get_one(Session, other)
        kept.ends_at = NOW - timedelta(days=29)
    async with database.transaction() as db:
        assert await sheets.delete_old(db, NOW) == 1
    gone = await read(database, session)
    assert (gone.lines, gone.in_room) == ({}, 0)
    assert (await read(database, other)).in_room == 3
    async with database.transaction() as db:
        assert await sheets.delete_old(db, NOW) == 0
