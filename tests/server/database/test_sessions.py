"""Which session a room is in, and how one is found."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from server.database.engine import Database
from server.database.models import Centre, Room, Session, SessionState
from server.database.sessions import (
    all_rooms,
    current_session,
    room_by_slug,
    session_by_code,
    session_by_id,
    set_session_state,
)

NOW = datetime(2026, 3, 14, 14, 20, tzinfo=UTC)


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = await Database.open(f"sqlite+aiosqlite:///{tmp_path}/x.db")
    async with opened.transaction() as db:
        centre = Centre(name="Centre Jacques Brel", town="Outreau", phone="")
        db.add_all(
            [
                Room(slug="cuisine", name="Cuisine", centre=centre),
                Room(slug="guitare", name="Guitare", centre=centre),
            ]
        )
    yield opened
    await opened.close()


async def add(database: Database, *hours_and_states: tuple[float, float, str]) -> None:
    """Sessions of Cuisine named by their order: start and end in hours from NOW, and state."""
    async with database.transaction() as db:
        room = await room_by_slug(db, "cuisine")
        assert room is not None
        for number, (start, end, state) in enumerate(hours_and_states):
            db.add(
                Session(
                    id=str(number),
                    title="Crêpes",
                    activity="cuisine",
                    starts_at=NOW + timedelta(hours=start),
                    ends_at=NOW + timedelta(hours=end),
                    state=state,
                    host="Sandrine",
                    code=f"48271390{number}",
                    room_id=room.id,
                )
            )


@pytest.mark.parametrize(
    ("sessions", "current"),
    [
        ([], None),
        ([(-1, 1, "closed")], "0"),
        ([(-3, -1, "closed"), (1, 2, "closed")], "1"),
        ([(-3, -1, "open"), (-1, 1, "closed")], "0"),
        ([(-1, 1, "ended"), (1, 2, "closed")], "1"),
        ([(-3, -1, "closed"), (-1, 1, "ended")], None),
        ([(3, 4, "closed"), (1, 2, "closed")], "1"),
        ([(-1, 0, "closed")], None),
    ],
)
async def test_what_a_room_is_doing(
    database: Database, sessions: list[tuple[float, float, str]], current: str | None
) -> None:
    await add(database, *sessions)
    async with database.transaction() as db:
        found = await current_session(db, "cuisine", NOW)
        assert (found.id if found else None) == current
        assert await current_session(db, "guitare", NOW) is None


async def test_finding_a_session_brings_its_room_and_centre(database: Database) -> None:
    await add(database, (-1, 1, "open"))
    async with database.transaction() as db:
        by_id, by_code = await session_by_id(db, "0"), await session_by_code(db, "482713900")
    assert by_id is not None and by_id is by_code
    # Read after the transaction: nothing more is asked of the database.
    assert by_id.room.centre.name == "Centre Jacques Brel"


async def test_what_is_not_there(database: Database) -> None:
    async with database.transaction() as db:
        assert await session_by_id(db, "0") is None
        assert await session_by_code(db, "482713900") is None
        assert await room_by_slug(db, "couture") is None
        await set_session_state(db, "0", SessionState.OPEN)


async def test_a_state_is_kept(database: Database) -> None:
    await add(database, (-1, 1, "closed"))
    async with database.transaction() as db:
        await set_session_state(db, "0", SessionState.OPEN)
    async with database.transaction() as db:
        found = await session_by_id(db, "0")
        assert found is not None and found.state == "open"


async def test_rooms_in_the_order_they_were_made(database: Database) -> None:
    async with database.transaction() as db:
        assert [room.slug for room in await all_rooms(db)] == ["cuisine", "guitare"]
