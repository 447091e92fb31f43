"""What live rooms hand over is written in order, whatever the database does meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from aiohttp import web
from sqlalchemy import select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncSession

from rooms.attendance import Attendee, Correction, Place, Sheet
from rooms.consent import Answer, Consent
from rooms.errors import NotPossible
from server.care import records as records_module
from server.care import sheets
from server.care.consent_text import ConsentTexts
from server.care.ledger import Respondent, entries
from server.care.records import Records
from server.care.retention import deleting_old_sheets
from server.database.care_models import ConsentText
from server.database.engine import Database
from server.database.models import Centre, Session
from server.seed import seed

NOW = datetime(2026, 3, 14, 14, 20, tzinfo=UTC)
NOW_S = NOW.timestamp()
TEXTS = ConsentTexts("v1", {"fr": "Acceptez-vous ?", "en": "Do you agree?"})


class Fragile(Database):
    """A database that can be away."""

    away = False

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        if self.away:
            raise OperationalError("x", {}, Exception("the disk is full"))
        async with super().transaction() as db:
            yield db


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Fragile]:
    opened = Fragile(f"sqlite+aiosqlite:///{tmp_path}/x.db")
    await opened.prepare()
    async with opened.transaction() as db:
        await seed(db, NOW)
    yield opened
    await opened.close()


@pytest.fixture
async def session(database: Fragile) -> str:
    async with database.transaction() as db:
        return (await db.scalars(select(Session.id))).first() or ""


def records_over(database: Database) -> Records:
    return Records(database, lambda: NOW_S, TEXTS)


def _arrive(name: str, sheet: Sheet) -> list[Attendee]:
    return sheet.arrive(name, name, name, Place.HOME, NOW_S)


def yes(at_s: float = NOW_S) -> Consent:
    return Consent(Answer.YES, "v1", "fr", at_s)


async def test_answers_are_written_in_their_order(database: Fragile, session: str) -> None:
    records = records_over(database)
    for name in ("Paule", "Luc", "Paule"):
        records.add_consent(session, Respondent(name, name), yes())
    await records.flush()
    async with database.transaction() as db:
        assert [e.name for e in await entries(db, session)] == ["Paule", "Luc", "Paule"]


async def test_what_came_together_is_told_together(database: Fragile, session: str) -> None:
    records, told = records_over(database), []
    records.on_sheet = lambda *what: told.append(what)
    for number in range(5):
        name = f"n{number}"
        records.change(session, partial(_arrive, name))
    records.change(session, lambda s: s.leave("n0", NOW_S + 60))
    await records.flush()
    ((told_session, sheet, changed),) = told
    assert told_session == session
    assert (sheet.counts().home, sheet.here().home) == (5, 4)
    assert len(changed) == 5, "each line once, as it is at the end"
    async with database.transaction() as db:
        assert (await sheets.read(db, session)).lines == sheet.lines


async def test_one_refusal_does_not_undo_the_others(database: Fragile, session: str) -> None:
    records = records_over(database)
    wrong = records.change(session, lambda s: s.correct("nobody", Correction(name="x")))
    right = records.change(session, lambda s: s.tick("1", "Yvette", True, NOW_S))
    await records.flush()
    with pytest.raises(NotPossible, match="unknown"):
        await wrong
    assert (await right).counts().room == 1


async def test_looking_changes_and_tells_nothing(database: Fragile, session: str) -> None:
    records, told = records_over(database), []
    records.on_sheet = lambda *what: told.append(what)
    future = records.change(session, lambda _sheet: ())
    await records.flush()
    assert (await future).lines == {} and told == []


async def test_a_session_that_is_not_there_holds_up_nothing(
    database: Fragile, session: str
) -> None:
    records = records_over(database)
    lost = records.change("nowhere", lambda s: s.tick("1", "Yvette", True, NOW_S))
    records.add_consent("nowhere", Respondent("p", "Paule"), yes())
    records.add_consent(session, Respondent("p", "Paule"), yes())
    await records.flush()
    with pytest.raises(NotPossible, match="unknown"):
        await lost
    async with database.transaction() as db:
        assert len(await entries(db, session)) == 1


async def test_what_the_database_refuses_is_written_when_it_is_back(
    database: Fragile, session: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(records_module, "RETRY_S", 0.01)
    records = records_over(database)
    context = records.context(web.Application())
    await anext(context)
    database.away = True
    records.add_consent(session, Respondent("p", "Paule"), yes())
    sheet = records.change(session, lambda s: s.tick("1", "Yvette", True, NOW_S))
    await asyncio.sleep(0.05)
    assert not sheet.done()
    database.away = False
    assert (await asyncio.wait_for(sheet, 10)).counts().room == 1
    with suppress(StopAsyncIteration):
        await anext(context)
    async with database.transaction() as db:
        assert len(await entries(db, session)) == 1
        assert len((await db.scalars(select(ConsentText))).all()) == 2


async def test_the_end_writes_what_is_left(database: Fragile, session: str) -> None:
    records = records_over(database)
    context = records.context(web.Application())
    await anext(context)
    records.add_consent(session, Respondent("p", "Paule"), yes())
    with suppress(StopAsyncIteration):
        await anext(context)
    async with database.transaction() as db:
        assert len(await entries(db, session)) == 1


async def test_old_sheets_are_deleted_at_the_start(database: Fragile, session: str) -> None:
    async with database.transaction() as db:
        await sheets.write(db, session, Sheet().tick("1", "Yvette", True, NOW_S))
        await db.execute(update(Centre).values(attendance_days=1))
        (await db.get_one(Session, session)).ends_at = NOW - timedelta(days=2)
    context = deleting_old_sheets(database, lambda: NOW_S)(web.Application())
    await anext(context)

    async def gone() -> None:
        while True:
            async with database.transaction() as db:
                if not (await sheets.read(db, session)).lines:
                    return
            await asyncio.sleep(0.01)

    await asyncio.wait_for(gone(), 10)
    with suppress(StopAsyncIteration):
        await anext(context)
