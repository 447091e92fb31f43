"""The database: its tables as the models say, its refusals as sentences."""

from __future__ import annotations

import asyncio
import contextlib
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, create_engine, select, text
from sqlalchemy.exc import IntegrityError, OperationalError, StatementError

from server.database.engine import Database, upgrade
from server.database.models import Base, Centre, Room, Session
from server.errors import StartRefused


def test_the_migrations_make_what_the_models_say(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path}/x.db")
    with engine.begin() as connection:
        upgrade(connection)
        assert _differences(connection) == []
    engine.dispose()


def test_sessions_of_an_older_installation_get_each_their_link(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path}/x.db")
    with engine.begin() as connection:
        upgrade(connection, "0001")
        connection.execute(text("INSERT INTO centre VALUES (1, 'Brel', 'Outreau', '', 0)"))
        connection.execute(text("INSERT INTO room VALUES (1, 1, 'cuisine', 'Cuisine')"))
        for name in ("a", "b"):
            connection.execute(
                text(
                    "INSERT INTO session VALUES (:name, 1, 'Crêpes', 'cuisine', 'closed', "
                    "'2026-03-14', '2026-03-14', 'Sandrine', :name, 0)"
                ),
                {"name": name},
            )
    with engine.begin() as connection:
        upgrade(connection)
        links = connection.execute(text("SELECT link FROM session")).scalars().all()
        assert len(set(links)) == 2 and all(len(link) > 20 for link in links)
    engine.dispose()


def _differences(connection: Connection) -> list[object]:
    return list(compare_metadata(MigrationContext.configure(connection), Base.metadata))


async def test_opening_twice_changes_nothing(tmp_path: Path) -> None:
    address = f"sqlite+aiosqlite:///{tmp_path}/x.db"
    first = await Database.open(address)
    async with first.transaction() as db:
        db.add(Centre(name="Espace Carnot", town="Le Portel", phone=""))
    second = await Database.open(address)
    async with second.transaction() as db:
        assert (await db.scalars(select(Centre.name))).all() == ["Espace Carnot"]
    await first.close()
    await second.close()


async def test_a_transaction_that_raises_leaves_nothing(tmp_path: Path) -> None:
    database = await Database.open(f"sqlite+aiosqlite:///{tmp_path}/x.db")
    with contextlib.suppress(ZeroDivisionError):
        async with database.transaction() as db:
            db.add(Centre(name="Espace Carnot", town="Le Portel", phone=""))
            raise ZeroDivisionError
    async with database.transaction() as db:
        assert (await db.scalars(select(Centre))).all() == []
    await database.close()


async def test_a_room_needs_its_centre(tmp_path: Path) -> None:
    database = await Database.open(f"sqlite+aiosqlite:///{tmp_path}/x.db")
    with pytest.raises(IntegrityError):
        async with database.transaction() as db:
            db.add(Room(slug="cuisine", name="Cuisine", centre_id=99))
    await database.close()


async def test_instants_keep_their_moment_and_need_a_zone(tmp_path: Path) -> None:
    database = await Database.open(f"sqlite+aiosqlite:///{tmp_path}/x.db")
    paris = timezone(timedelta(hours=1))
    given = datetime(2026, 3, 14, 14, 30, tzinfo=paris)

    def session(session_id: str, code: str, starts_at: datetime) -> Session:
        return Session(
            id=session_id,
            title="Crêpes",
            activity="cuisine",
            starts_at=starts_at,
            ends_at=starts_at,
            host="Sandrine",
            code=code,
            room=Room(
                slug=f"cuisine-{code}",
                name="Cuisine",
                centre=Centre(name=code, town="Outreau", phone=""),
            ),
        )

    async with database.transaction() as db:
        db.add(session("a", "482713906", given))
    async with database.transaction() as db:
        found = await db.get_one(Session, "a")
        assert found.starts_at == given
        assert found.starts_at.tzinfo == UTC
    with pytest.raises(StatementError):
        async with database.transaction() as db:
            db.add(session("b", "482713907", given.replace(tzinfo=None)))
    await database.close()


@pytest.mark.parametrize(
    "address",
    [
        "sqlite+aiosqlite:////proc/nowhere/x.db",
        "postgresql+asyncpg://passerelle:canary@127.0.0.1:1/passerelle",
    ],
)
async def test_a_database_that_does_not_open_is_said_without_its_password(address: str) -> None:
    with pytest.raises(StartRefused) as refusal:
        await Database.open(address)
    for sentence in (refusal.value.french, refusal.value.english):
        assert "PASSERELLE_DATABASE_URL" in sentence
        assert "canary" not in sentence
        assert "\n" not in sentence


async def test_ping_tells_a_database_that_answers(tmp_path: Path) -> None:
    database = await Database.open(f"sqlite+aiosqlite:///{tmp_path}/x.db")
    await database.ping()
    await database.close()
    (tmp_path / "x.db").unlink()
    (tmp_path / "x.db").mkdir()
    with pytest.raises(OperationalError):
        await database.ping()
    await database.close()
    await asyncio.sleep(0.2)  # aiosqlite's thread still reports to this loop
