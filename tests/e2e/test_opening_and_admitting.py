"""Someone leads: the door is opened, those who wait are let in, and at the end it is closed."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import expect

from tests.e2e.house import House
from tests.e2e.links import links_of
from tests.e2e.people import Home, Lead

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_opening_admitting_and_ending(own_house: House, lead: Lead, home: Home) -> None:
    links = links_of(own_house, room="guitare", waiting_room=True)

    await home.open(links.take_part)
    await home.enter("Yvette")
    await expect(
        home.page.get_by_text(re.compile("La salle (ouvre|va bientôt ouvrir)"))
    ).to_be_visible()

    await lead.open(links.lead)
    await lead.open_session()
    await lead.admit("Yvette")
    await expect(home.page.locator("#live")).to_be_visible()

    await lead.end_session()
    await expect(home.page.get_by_role("heading", name="L’atelier est terminé")).to_be_visible()
    await expect(lead.page.get_by_text("La séance est terminée")).to_be_visible()


async def test_the_lead_sees_who_is_there(house: House, lead: Lead, home: Home) -> None:
    await lead.open(house.lead)
    await home.open(house.take_part)
    await home.enter("Marcelle")
    entry = lead.page.locator("#home-list").get_by_text("Marcelle")
    await expect(entry).to_be_visible()
    await lead.sees(1)

    await home.leave()
    await expect(entry).to_have_count(0)
