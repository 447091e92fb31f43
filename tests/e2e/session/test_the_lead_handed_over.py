"""Somebody at home leads for a while ("les enfants deviennent profs"), and gives it back."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.e2e.people import until
from tests.e2e.session.effects import tile_says
from tests.e2e.session.gathering import Gathering

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_the_lead_for_a_while(gathering: Gathering) -> None:
    host, paule, denise = gathering.host, gathering["Paule"], gathering["Denise"]
    give = await host.act("Paule", "Donner la conduite pour 30 minutes")
    await gathering.reach.press(
        "hand the lead over",
        give,
        everywhere=gathering.others("Paule"),
        shows=tile_says("Paule", "Anime"),
    )
    await expect(paule.page.get_by_text("Vous animez l’atelier pour un moment.")).to_be_visible()

    await denise.command("Lever la main").click()
    tools = paule.page.get_by_role("region", name="Pour animer")
    await tools.get_by_role("button", name="Plus d’actions pour Denise").click()
    await tools.get_by_role("button", name="Baisser la main").click()
    await expect(denise.page.locator("#hand")).to_have_attribute("aria-pressed", "false")
    # Showing somebody out stays with the host.
    await expect(tools.get_by_role("button", name="Faire sortir")).to_have_count(0)

    await paule.page.get_by_role("button", name="Rendre la conduite").click()
    await expect(denise.tile("Paule")).not_to_contain_text("Anime")
    await expect(tools).to_be_hidden()
    refusals = len(await paule.received("error"))
    await paule.page.evaluate("probe.sockets.at(-1).send(JSON.stringify({type: 'mute.everyone'}))")
    errors = await until(
        lambda: paule.received("error"),
        why="the lead was not really given back",
        is_good=lambda now: len(now) > refusals,
    )
    assert errors[-1]["reason"] == "forbidden"
