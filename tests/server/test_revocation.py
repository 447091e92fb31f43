"""What is taken back: kept, read again by the others, forgotten when it can do no harm."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiohttp import web
from sqlalchemy import func, select

from server.database.account_models import Revocation
from server.database.engine import Database
from server.revocation import KEPT, Revocations, refreshing, revoke

NOW = datetime(2026, 3, 14, 14, 20, tzinfo=UTC)


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = await Database.open(f"sqlite+aiosqlite:///{tmp_path}/x.db")
    yield opened
    await opened.close()


async def take_back(database: Database, id_: str, at: datetime = NOW) -> None:
    async with database.transaction() as db:
        await revoke(db, id_, at)


async def test_told_twice_it_is_the_same(database: Database) -> None:
    await take_back(database, "a")
    await take_back(database, "a")
    revocations = Revocations()
    assert "a" not in revocations
    async with database.transaction() as db:
        await revocations.refresh(db)
    assert "a" in revocations and "b" not in revocations and None not in revocations


async def test_what_every_token_has_outlived_is_forgotten(database: Database) -> None:
    await take_back(database, "old")
    await take_back(database, "new", NOW + KEPT + timedelta(seconds=1))
    async with database.transaction() as db:
        assert (await db.scalars(select(Revocation.id))).all() == ["new"]
        assert await db.scalar(select(func.count()).select_from(Revocation)) == 1


async def test_another_processs_word_is_heard_even_after_a_fault(
    database: Database, tmp_path: Path
) -> None:
    revocations, app = Revocations(), web.Application()
    other_process = await Database.open(f"sqlite+aiosqlite:///{tmp_path}/x.db")
    await take_back(other_process, "before")
    following = refreshing(revocations, database, period_s=0.01)(app)
    await anext(following)
    assert "before" in revocations
    transaction, faults = database.transaction, [OSError("away")] * 2

    def failing() -> object:
        if faults:
            raise faults.pop()
        return transaction()

    database.transaction = failing  # type: ignore[method-assign,assignment]
    await take_back(other_process, "after")
    async with asyncio.timeout(20):
        while "after" not in revocations:
            assert "before" in revocations, "what was known stays refused"
            await asyncio.sleep(0.01)
    assert faults == []
    with pytest.raises(StopAsyncIteration):
        await anext(following)
    await other_process.close()
