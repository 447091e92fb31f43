"""Ends announced at 60, 30 and 7 days, then nothing left; withdrawals carried out on the disk."""

from __future__ import annotations

import json
from datetime import timedelta

from sqlalchemy import select

from rooms.consent import Answer, Consent
from server.care import ledger
from server.database.publishing_models import ExpiryNotice, ReplayStep
from server.database.replay_models import Replay
from server.publishing.steps import edits_digest
from server.services import DATABASE, KEEPING, SETTINGS, wall_time
from tests.server.accounts_house import Browser
from tests.server.conftest import Served
from tests.server.publishing.house import SANDRINE, add_film, published_film

DAY_S = 86_400.0


async def notices(served: Served) -> list[int]:
    async with served.app[DATABASE].transaction() as db:
        return [*(await db.scalars(select(ExpiryNotice.days).order_by(ExpiryNotice.at)))]


async def test_an_end_is_announced_three_times_then_nothing_is_left(served: Served) -> None:
    film, _ = await published_film(served, recording="rec-1", upload="up-1")
    await film.set(expires_at=wall_time(served.app) + timedelta(days=70))
    data_dir = served.app[SETTINGS].data_dir
    sources = [data_dir / "recordings" / "rec-1", data_dir / "uploads" / "up-1"]
    for folder in sources:
        folder.mkdir(parents=True)
        (folder / "film.mkv").write_bytes(b"film")
    neighbours_film = data_dir / "recordings" / "rec-2"
    neighbours_film.mkdir()
    keeping, told = served.app[KEEPING], []
    for day in range(70):
        await keeping.look()
        told.append((70 - day, await notices(served)))
        served.wall.advance(DAY_S)
    assert next(days for days, given in told if given == [60]) == 60
    assert next(days for days, given in told if given == [60, 30]) == 30
    assert next(days for days, given in told if given == [60, 30, 7]) == 7
    assert film.folder.exists() and all(folder.exists() for folder in sources)
    await keeping.look()
    assert await film.row() is None
    assert not film.folder.exists() and not any(folder.exists() for folder in sources)
    assert neighbours_film.exists()
    async with served.app[DATABASE].transaction() as db:
        assert (await db.scalars(select(ReplayStep))).all() == []
    assert (await Browser(served).ask("GET", film.path())).status == 404


async def test_without_an_end_of_its_own_it_is_kept_a_year(served: Served) -> None:
    film = await add_film(served)
    served.wall.advance(363 * DAY_S)
    await served.app[KEEPING].look()
    assert await film.row() is not None
    served.wall.advance(1 * DAY_S)
    await served.app[KEEPING].look()
    assert await film.row() is None


async def test_one_that_cannot_be_deleted_keeps_none_of_the_others(served: Served) -> None:
    stuck, other = await add_film(served, recording="../elsewhere"), await add_film(served)
    served.wall.advance(400 * DAY_S)
    await served.app[KEEPING].look()
    # What cannot be deleted stays in the table, for the next look.
    assert await stuck.row() is not None
    assert await other.row() is None


async def test_a_no_that_comes_later_takes_the_person_out(served: Served) -> None:
    session = await served.session("cuisine")
    film = await add_film(served, SANDRINE, session_id=session.id)
    who, at_s = ledger.Respondent(SANDRINE.id, SANDRINE.name), served.wall()
    async with served.app[DATABASE].transaction() as db:
        ledger.write(db, session.id, who, Consent(Answer.YES, "v", "fr", at_s))
        row = await db.get_one(Replay, film.id)
        digest = edits_digest(row)
    now = wall_time(served.app)
    await film.set(state="published", people_listed_at=now, approved_edits=digest)
    await served.app[KEEPING].look()
    assert await film.state() == "published"
    async with served.app[DATABASE].transaction() as db:
        ledger.write(db, session.id, who, Consent(Answer.NO, "v", "fr", at_s + 1))
    await served.app[KEEPING].look()
    found = await film.row()
    assert found is not None
    assert (found.state, json.loads(found.edits)["drop"]) == ("unpublished", [SANDRINE.id])
    assert not (film.folder / "720.mp4").exists()
