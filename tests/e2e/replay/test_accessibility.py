"""No rule of axe-core is broken on the pages of replays; nothing is wider than a small screen."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.async_api import Page, expect

from recorder.replay.manifest import Person
from server.services import wall_time
from tests.e2e.replay.conftest import REVIEWER, Library, sign_in, watch
from tests.e2e.session.accessibility.audit import overflowing, violations

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


class Audit:
    """What is wrong, by page and state."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.found: dict[str, list[str]] = {}

    async def look(self, state: str) -> None:
        for scheme in ("light", "dark"):
            await self.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            if wrong := await violations(self.page):
                self.found[f"{state}, {scheme}"] = wrong
        for width in (320, 360):
            await self.page.set_viewport_size({"width": width, "height": 740})
            if wide := await overflowing(self.page):
                self.found[f"{state}, {width} px"] = wide
        await self.page.set_viewport_size({"width": 1280, "height": 800})


async def test_watching(library: Library, page: Page) -> None:
    audit = Audit(page)
    await watch(page, library, await library.published(series="Cuisine", downloads_allowed=True))
    await page.get_by_role("button", name="Réglages").click()
    await expect(page.locator("#text-lines p").first).to_be_visible()
    await audit.look("a replay")
    await page.get_by_role("button", name="Je suis dans cette vidéo").click()
    await audit.look("a replay, objecting")
    await page.goto(f"{library.origin}/replays/nowhere")
    await expect(page.locator("#gone-words")).to_be_visible()
    await audit.look("a replay that is not there")
    await page.goto(f"{library.origin}/fabrique")
    await expect(page.get_by_role("article").first).to_be_visible()
    await audit.look("la Fabrique")
    assert audit.found == {}


async def test_deciding(library: Library, page: Page) -> None:
    audit = Audit(page)
    film = await library.film(Person("p-1", "Sandrine"), Person("p-2", "Zoé"), visibility="link")
    # Its end is near: it may be kept for longer.
    await film.set(expires_at=wall_time(library.served.app) + timedelta(days=20))
    await sign_in(page, library, REVIEWER)
    await page.goto(f"{library.origin}/relecture")
    await expect(page.locator("#list li").first).to_be_visible()
    await audit.look("reviews")
    await page.goto(f"{library.origin}/relecture/{film.id}")
    for summary in await page.locator("#review summary").all():
        await summary.click()
    await audit.look("a review")
    await page.goto(f"{library.origin}/replays/{film.id}/affiche")
    await expect(page.locator("#poster")).to_be_visible()
    await audit.look("a poster")
    assert audit.found == {}
