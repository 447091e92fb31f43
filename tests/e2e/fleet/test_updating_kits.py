"""A technician updates the kits of a centre: the server in this process, kits that speak to it over
real connections, a real browser. What kits do with it is tried in tests/hardware/updating."""

from __future__ import annotations

import re
import time
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
import pytest_asyncio
from playwright.async_api import BrowserContext, Page, expect

from server.database.kit_models import Kit
from server.kits.faults import REPORTED
from server.kits.history import note
from server.services import DATABASE, wall_time
from tests.e2e.session.accessibility.audit import overflowing, violations
from tests.server.accounts_house import COOKIE
from tests.server.application import running_application
from tests.server.conftest import HeldClock, Served, settings_for
from tests.server.kits.house import Agent, add_kit
from tests.server.kits.updating.house import NEW, OLD, Centre

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


@pytest_asyncio.fixture(loop_scope="session")
async def centre(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Centre]:
    """Its clocks stand: no kit falls silent."""
    settings = settings_for(tmp_path_factory.mktemp("updating") / "var")
    wall, clock = HeldClock(time.time()), HeldClock(0.0)
    async with running_application(settings, wall_clock=wall, clock=clock) as (app, client):
        yield await Centre.begin(Served(app, client, wall, clock))


class Fleet:
    """What the technician sees of the kits."""

    def __init__(self, page: Page, centre: Centre) -> None:
        self.page, self.centre = page, centre
        self.state = page.locator("#program-state")

    async def sees(self, state: str) -> None:
        """The chosen kit is so, once the page has looked again."""
        await self.page.clock.run_for(5000)
        await expect(self.state).to_have_text(state)

    async def chooses(self, room: str) -> None:
        await self.page.locator("#kits").get_by_role("link", name=room).click()
        await expect(self.page.locator("#kit-title")).to_contain_text(room)

    async def press(self, name: str) -> None:
        await self.page.get_by_role("button", name=name).click()

    async def goes_through(self, agent: Agent, *steps: str) -> None:
        """The kit takes the new version as far as `steps`."""
        for step in steps:
            running = NEW if step in ("trying", "kept") else OLD
            share = 0.4 if step == "fetching" else None
            reason = "not_connected" if step == "returned" else None
            words = {"version": NEW, "previous": OLD, "share": share, "reason": reason}
            await self.centre.says(agent, step, running, **words)


@pytest_asyncio.fixture(loop_scope="session")
async def fleet(
    centre: Centre, newcomer: Callable[[], Awaitable[BrowserContext]]
) -> AsyncIterator[Fleet]:
    context = await newcomer()
    origin = str(centre.served.client.make_url("")).rstrip("/")
    assert centre.browser.cookie is not None
    await context.add_cookies([{"name": COOKIE, "value": centre.browser.cookie, "url": origin}])
    page = await context.new_page()
    await page.clock.install()
    await page.goto(f"{origin}/technique")
    yield Fleet(page, centre)


async def test_one_kit_first_kept_the_other_returns_and_the_first_goes_back(
    centre: Centre, fleet: Fleet
) -> None:
    page = fleet.page
    kits = [await add_kit(centre.served, room, name=room) for room in ("cuisine", "guitare")]
    cuisine, guitare = [await centre.kit(kit) for kit in kits]
    await fleet.sees("une mise à jour est proposée")
    await expect(page.locator("#kits")).to_contain_text(f"{OLD} · une mise à jour est proposée")
    assert await violations(page) == []

    # One first: the other waits for it.
    await fleet.press("Mettre à jour les boîtiers de ce centre")
    await expect(page.locator("#updates")).to_contain_text("Les autres attendent qu’il la tienne.")
    await centre.watch.look()
    assert [one["type"] for one in await centre.hears(cuisine)] == ["kit.update"]
    await fleet.goes_through(cuisine, "fetching")
    await fleet.sees("téléchargement 40\u00a0%")
    await expect(page.locator("#program-bar")).to_have_attribute("aria-valuenow", "40")
    assert await violations(page) == []
    await fleet.chooses("Guitare")
    await fleet.sees("en attente d’un premier boîtier")
    await fleet.goes_through(cuisine, "trying", "kept")

    # It was kept: the other follows, and comes back by itself. The page says why.
    assert [one["type"] for one in await centre.hears(guitare)] == ["kit.update"]
    await fleet.goes_through(guitare, "building", "trying")
    await fleet.sees("essai")
    await fleet.goes_through(guitare, "returned")
    await fleet.sees("revenu à l’ancienne version")
    await expect(page.locator("#program-how")).to_contain_text(
        "Elle n’a pas rejoint la salle. Vérifiez le réseau du centre, puis réessayez."
    )
    await expect(page.locator("#updates")).to_contain_text("« Guitare · guitare » n’a pas gardé")
    await expect(page.get_by_role("button", name="Réessayer la mise à jour")).to_be_visible()
    assert await violations(page) == []
    mark = page.locator("#kits li", has_text="Guitare").locator("a > span").first
    await expect(mark).to_have_class("a")
    # What is worse is not covered by it.
    async with centre.served.app[DATABASE].transaction() as db:
        kit = await db.get_one(Kit, kits[1])
        note(db, kit, wall_time(centre.served.app), REPORTED, "", "Pas d’image")
    await page.clock.run_for(5000)
    await expect(mark).to_have_class("r")
    await page.set_viewport_size({"width": 360, "height": 740})
    assert await overflowing(page) == []

    # The first one runs it, and goes back when it is asked to.
    await fleet.chooses("Cuisine")
    await expect(fleet.state).to_have_text("à jour, mise à jour tenue")
    await fleet.press("Revenir à la version précédente")
    await fleet.press("Revenir à cette version")
    await expect(fleet.state).to_have_text("c’est demandé")
    await centre.watch.look()
    assert await centre.hears(cuisine) == [{"type": "kit.roll_back", "from": NEW}]
    await centre.says(cuisine, "returned", OLD, version=NEW, previous=NEW)
    await fleet.sees("revenu à la version précédente")
    await page.locator("#past summary").click()
    await expect(page.locator("#history li b")).to_have_text(
        [
            "Revenu à la version précédente",
            "Retour à la version précédente demandé",
            "Mis à jour",
            "Mise à jour demandée",
        ]
    )
    await expect(page.locator("#history")).to_contain_text(
        re.compile(f"karim.*{re.escape(OLD)}|{re.escape(OLD)}.*karim")
    )
