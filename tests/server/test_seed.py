"""The demo centre: made once, kept on the day, under the same addresses."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from server.database.engine import Database
from server.database.models import Centre, Session, SessionState
from server.seed import move_demo_to_today, seed

NOW = datetime(2026, 3, 14, 14, 20, tzinfo=UTC)


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = await Database.open(f"sqlite+aiosqlite:///{tmp_path}/x.db")
    yield opened
    await opened.close()


async def sessions(database: Database) -> dict[str, Session]:
    async with database.transaction() as db:
        return {found.room.slug: found for found in await db.scalars(select(Session))}


async def test_what_a_first_start_makes(database: Database) -> None:
    async with database.transaction() as db:
        assert await seed(db, NOW)
    made = await sessions(database)
    assert {slug: found.state for slug, found in made.items()} == {
        "cuisine": "open",
        "guitare": "closed",
        "couture": "closed",
    }
    cuisine = made["cuisine"]
    assert (cuisine.title, cuisine.host) == ("Crêpes de sarrasin", "Sandrine")
    centre = cuisine.room.centre
    assert (centre.name, centre.town) == ("Centre Jacques Brel", "Outreau")
    assert cuisine.starts_at <= NOW < cuisine.ends_at
    codes = [found.code for found in made.values()]
    assert all(len(code) == 9 and code.isdigit() and code[0] != "0" for code in codes)
    assert len(set(codes)) == 3
    assert all(len(found.id) >= 12 for found in made.values())


async def test_a_second_start_makes_nothing(database: Database) -> None:
    async with database.transaction() as db:
        await seed(db, NOW)
    before = await sessions(database)
    async with database.transaction() as db:
        assert not await seed(db, NOW + timedelta(days=1))
    after = await sessions(database)
    assert {s.code for s in before.values()} == {s.code for s in after.values()}


@pytest.mark.parametrize(
    ("later", "moved"),
    [
        (timedelta(minutes=10), False),
        (timedelta(minutes=90), True),
        (timedelta(days=3), True),
    ],
)
async def test_a_start_on_another_day_moves_the_sessions(
    database: Database, later: timedelta, moved: bool
) -> None:
    async with database.transaction() as db:
        await seed(db, NOW)
    before = (await sessions(database))["cuisine"]
    async with database.transaction() as db:
        await move_demo_to_today(db, NOW + later)
    after = (await sessions(database))["cuisine"]
    assert (after.id, after.code) == (before.id, before.code)
    assert (after.starts_at > before.starts_at) is moved
    assert after.starts_at <= NOW + later < after.ends_at


async def test_an_ended_demo_opens_again_but_a_closed_one_stays(database: Database) -> None:
    async with database.transaction() as db:
        await seed(db, NOW)
        for session in await db.scalars(select(Session)):
            ended = session.room.slug == "cuisine"
            session.state = SessionState.ENDED if ended else SessionState.OPEN
    async with database.transaction() as db:
        await move_demo_to_today(db, NOW)
    states = {slug: found.state for slug, found in (await sessions(database)).items()}
    assert states == {"cuisine": "open", "guitare": "open", "couture": "open"}


async def test_a_centre_of_ones_own_is_left_alone(database: Database) -> None:
    async with database.transaction() as db:
        db.add(Centre(name="Espace Carnot", town="Le Portel", phone="03 21 00 00 00"))
    async with database.transaction() as db:
        assert not await seed(db, NOW)
        await move_demo_to_today(db, NOW)
    assert await sessions(database) == {}
