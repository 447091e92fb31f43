"""A film is kept for another year once its people are asked again, and is given another link."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from playwright.async_api import BrowserContext, Page, expect

from recorder.replay.manifest import Person
from server.publishing.steps import edits_digest
from server.services import wall_time
from tests.e2e.replay.conftest import REVIEWER, Library, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_kept_for_another_year_and_its_link_changed(
    library: Library, page: Page, newcomer: Callable[[], Awaitable[BrowserContext]]
) -> None:
    film = await library.film(Person("p-1", "Sandrine"), title="Pain perdu", visibility="link")
    await film.set(
        expires_at=wall_time(library.served.app) + timedelta(days=20),
        people_listed_at=wall_time(library.served.app),
    )
    await sign_in(page, library, REVIEWER)
    await page.goto(f"{library.origin}/relecture/{film.id}")
    renewal, keep = page.locator("#renewal"), page.locator("#renew")
    await expect(renewal).to_contain_text("La vidéo sera effacée dans 20 jours.")
    await expect(renewal).to_contain_text("Personnes à consulter de nouveau : Sandrine.")
    await expect(keep).to_be_hidden()
    person = page.locator("#people > li", has_text="Sandrine")
    await person.get_by_text("Noter son accord").click()
    await person.get_by_label("Son accord").select_option("near")
    await person.get_by_role("button", name="Enregistrer").click()
    await expect(renewal).to_contain_text("Toutes les personnes ont redit oui.")
    await keep.click()
    await page.locator("#confirm").get_by_role("button", name="Garder un an de plus").click()
    await expect(page.locator("#renewal-said")).to_have_text("La vidéo est gardée un an de plus.")
    await expect(renewal).to_be_hidden()

    row = await film.row()
    assert row is not None
    old = f"{library.origin}/replays/{film.id}#{row.link_secret}"
    await film.set(state="published", approved_edits=edits_digest(row))
    neighbour = await (await newcomer()).new_page()
    await neighbour.goto(old)
    await expect(neighbour.locator("html[data-state=ready]")).to_be_attached()
    await page.locator("#renew-link").click()
    await page.locator("#confirm").get_by_role("button", name="Changer le lien").click()
    await expect(page.locator("#about-said")).to_contain_text("L’ancien lien ne marche plus.")
    await neighbour.reload()
    await expect(neighbour.locator("#gone-words")).to_have_text("Cette vidéo n’est plus visible.")
