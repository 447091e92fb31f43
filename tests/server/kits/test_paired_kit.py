"""A kit and the server, over real HTTP: paired, renewed, moved, edited, taken back.

What films is left out: the agent is a stand-in that says with what it was started.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from hardware.agent.pairing_key import load_key
from hardware.agent.pairing_run import PairedKit
from hardware.agent.settings import AgentSettings
from hardware.errors import HardwareError
from hardware.profiles import profile_text
from server.accounts.roles import CentreRole
from server.database.kit_models import Kit
from server.database.sessions import room_by_slug
from server.kits.fleet import kits_of, move, remove
from server.services import DATABASE, REVOCATIONS, TOKENS, wall_time
from tests.server.accounts_house import Browser, signed_in
from tests.server.conftest import Served
from tests.support.waiting import until


class House:
    """A kit beside a server, and a technician."""

    def __init__(self, served: Served, browser: Browser, data_dir: Path) -> None:
        self.served, self.browser, self.data_dir = served, browser, data_dir
        self.url = str(served.client.make_url("")).rstrip("/")
        self.started: asyncio.Queue[AgentSettings] = asyncio.Queue()
        self.stop = asyncio.Event()
        #: What the room's screen shows, and from where.
        self.shown: list[tuple[str, str]] = []
        self.kit = PairedKit(self.url, "demo", data_dir, self._agent, self._show)
        self.task = asyncio.create_task(self.kit.run(self.stop))

    async def _agent(self, settings: AgentSettings, over: asyncio.Event) -> None:
        self.started.put_nowait(settings)
        await over.wait()

    def _show(self, what: str, address: str) -> None:
        self.shown.append((what, address))

    async def code(self) -> str:
        page = self.data_dir / "pairing.html"
        await until(lambda: page.is_file() and 'class="code"' in page.read_text())
        return page.read_text().split('class="code">')[1].split("<")[0]

    async def pair(self, room: str = "cuisine") -> AgentSettings:
        body = {"code": await self.code(), "name": "Boîtier"}
        response = await self.browser.ask("POST", f"/api/rooms/{room}/kits", body)
        assert response.status == 201
        return await self.agent()

    async def agent(self) -> AgentSettings:
        async with asyncio.timeout(15):
            return await self.started.get()

    async def row(self) -> Kit:
        async with self.served.app[DATABASE].transaction() as db:
            (kit,) = await kits_of(db)
            return kit


@pytest.fixture
async def house(
    served: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[House]:
    monkeypatch.setattr("hardware.agent.pairing.POLL_S", 0.05)
    browser = await signed_in(served, "karim@brel.example", CentreRole.TECHNICIAN)
    house = House(served, browser, tmp_path / "kit")
    yield house
    house.stop.set()
    async with asyncio.timeout(15):
        await house.task


async def test_it_shows_a_code_and_once_typed_runs_in_its_room(house: House) -> None:
    settings = await house.pair()
    assert settings.room == "cuisine"
    claims = house.served.app[TOKENS].verify(settings.token, house.served.wall())
    assert claims.grant == (await house.row()).grant
    assert "Ce boîtier est associé" in (house.data_dir / "pairing.html").read_text()
    assert (await house.row()).profile == profile_text("demo"), "to be edited from afar"


async def test_its_screen_shows_the_code_then_the_room_it_stands_in(house: House) -> None:
    settings = await house.pair()
    page = (house.data_dir / "pairing.html").absolute().as_uri()
    assert house.shown[0] == ("pairing", page)
    assert house.shown[-1] == ("room cuisine", f"{house.url}/salle/cuisine#{settings.token}")
    async with house.served.app[DATABASE].transaction() as db:
        (kit,) = await kits_of(db)
        room = await room_by_slug(db, "guitare")
        assert room is not None
        await move(db, kit, room, "Karim", wall_time(house.served.app))
    # The agent hears that its token was taken back.
    assert settings.told is not None
    settings.told("token")
    moved = await house.agent()
    assert house.shown[-1] == ("room guitare", f"{house.url}/salle/guitare#{moved.token}")


async def test_started_again_it_needs_no_code(house: House) -> None:
    await house.pair()
    house.stop.set()
    assert await house.task is False
    again = House(house.served, house.browser, house.data_dir)
    assert (await again.agent()).room == "cuisine"
    again.stop.set()
    await again.task


async def test_a_refused_token_is_renewed_at_once(house: House) -> None:
    settings = await house.pair()
    first = settings.token
    house.served.wall.advance(60)
    assert settings.told is not None
    settings.told("token")
    await until(lambda: settings.token != first, limit_s=4)
    assert house.started.empty(), "the agent went on"


async def test_moved_it_runs_in_the_other_room(house: House) -> None:
    settings = await house.pair()
    async with house.served.app[DATABASE].transaction() as db:
        room = await room_by_slug(db, "guitare")
        assert room is not None
        kit = await db.get_one(Kit, (await house.row()).id)
        await move(db, kit, room, "Karim", wall_time(house.served.app))
        await house.served.app[REVOCATIONS].refresh(db)
    assert settings.told is not None
    settings.told("token")
    assert (await house.agent()).room == "guitare"


async def test_an_edited_profile_is_kept_and_used(house: House) -> None:
    settings = await house.pair()
    edited = profile_text("demo").replace('name = "', 'name = "Autre ', 1)
    async with house.served.app[DATABASE].transaction() as db:
        (await db.get_one(Kit, (await house.row()).id)).profile = edited
    assert settings.told is not None
    settings.told("kit.profile")
    again = await house.agent()
    assert Path(again.profile).read_text(encoding="utf-8") == edited


async def test_removed_it_forgets_its_key_and_shows_a_code_again(house: House) -> None:
    settings = await house.pair()
    async with house.served.app[DATABASE].transaction() as db:
        kit = await db.get_one(Kit, (await house.row()).id)
        await remove(db, kit, "Karim", wall_time(house.served.app))
    assert settings.told is not None
    settings.told("token")
    assert await house.code()
    assert load_key(house.data_dir, house.url) is None


async def test_told_to_it_begins_anew(house: House) -> None:
    settings = await house.pair()
    assert settings.told is not None
    settings.told("kit.restart")
    async with asyncio.timeout(15):
        assert await asyncio.shield(house.task) is True


async def test_an_old_key_is_changed_and_the_next_one_kept(house: House) -> None:
    settings = await house.pair()
    first = load_key(house.data_dir, house.url)
    house.served.wall.advance(31 * 86400)
    assert settings.told is not None
    settings.told("token")
    await until(lambda: load_key(house.data_dir, house.url) not in (None, first), limit_s=4)


async def test_a_key_for_which_there_was_no_room_is_kept_as_soon_as_there_is(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_room(data_dir: Path, url: str, key: str) -> None:
        raise HardwareError("Plus de place.", "No room.")

    with monkeypatch.context() as full:
        full.setattr("hardware.agent.pairing_run.save_key", no_room)
        settings = await house.pair()
        assert load_key(house.data_dir, house.url) is None
    assert settings.told is not None
    settings.told("token")
    await until(lambda: load_key(house.data_dir, house.url), limit_s=10)
    assert house.started.empty(), "the agent went on"
