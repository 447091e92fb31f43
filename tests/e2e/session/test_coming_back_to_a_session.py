"""A page loaded again is where it was."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from playwright.async_api import expect

from tests.e2e.session.gathering import Gathering

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

# What is aimed at is 3 s.
BACK_LIMIT_S = 30.0


async def test_a_page_loaded_again_is_in_its_place(
    gathering: Gathering, figure: Callable[[str], None]
) -> None:
    paule, luc = gathering["Paule"], gathering["Luc"]
    await paule.command("Lever la main").click()
    await luc.command("Lever la main").click()
    await expect(luc.page.get_by_text("Vous êtes le 2ᵉ.")).to_be_visible()
    gone = len(await luc.received("person.gone"))

    begun = time.monotonic()
    await paule.page.reload()
    await expect(paule.page.locator("#live")).to_be_visible()
    await expect(paule.page.locator("#hand")).to_have_attribute("aria-pressed", "true")
    back_s = time.monotonic() - begun
    await paule.sees(1)
    await paule.hears()
    figure(f"a page loaded again is in its place after {back_s:.1f} s (aim: <= 3 s)")
    assert back_s <= BACK_LIMIT_S

    # The others noticed nothing, and the order of hands is the same.
    assert len(await luc.received("person.gone")) == gone
    await expect(luc.tile("Paule")).to_contain_text("numéro 1")
    for resident in (paule, luc):
        await resident.command("Baisser la main").click()
        await expect(resident.page.locator("#hand")).to_have_attribute("aria-pressed", "false")
