"""The connection is cut, or the server starts anew: people are back without touching anything."""

from __future__ import annotations

import re
import signal
import time
from collections.abc import Callable

import pytest
from playwright.async_api import expect

from tests.e2e.house import House, open_house
from tests.e2e.people import Home, Lead, until
from tests.e2e.severable_proxy import SeverableProxy

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

# The aim is 10 s after a cut.
BACK_LIMIT_S = 60.0


async def test_after_a_cut_of_the_signalling(
    house: House, home: Home, figure: Callable[[str], None]
) -> None:
    async with SeverableProxy("127.0.0.1", house.http_port) as proxy:
        await home.open(house.link("s", origin=proxy.origin))
        await home.enter("Simone")
        await home.sees(1)
        welcomes = len(await home.received("welcome"))
        since_ms = await home.now_ms()

        proxy.sever()
        await expect(home.page.get_by_text("La connexion est coupée").first).to_be_visible()
        proxy.mend()
        mended_at = time.monotonic()
        await until(
            lambda: home.received("welcome"),
            why="no new welcome",
            patience_s=BACK_LIMIT_S,
            is_good=lambda now: len(now) > welcomes,
        )
        welcome_s = time.monotonic() - mended_at
        await home.sees(1)
        await home.hears()
        figure(
            f"after a cut of the signalling: back {welcome_s:.1f} s after the line was mended, "
            f"longest gap in the picture {await longest_gap_s(home, since_ms):.1f} s"
        )


@pytest.mark.parametrize("lost", ["js/protocol/subscriber.js", "locales/fr.home.json"])
async def test_what_was_lost_while_the_page_arrived_is_asked_for_again(
    house: House, home: Home, lost: str
) -> None:
    """As when a telephone changes its network: without it nothing of the page would work."""
    await home.page.route(f"**/{lost}", lambda route: route.abort("connectionreset"), times=2)
    await home.open(house.take_part)
    await home.page.locator("#name").fill("Simone")
    await expect(home.page.locator("html")).to_have_attribute("data-state", "loading")
    await expect(home.page.locator("html")).not_to_have_attribute("data-state", "loading")
    await expect(home.page.locator("#name")).to_have_value("Simone")
    await home.page.get_by_role("button", name="Entrer").click()
    await home.sees(1)


@pytest.mark.slow
async def test_after_a_restart_of_the_server(
    own_house: House, home: Home, lead: Lead, figure: Callable[[str], None]
) -> None:
    await home.open(own_house.take_part)
    await home.enter("Robert")
    await home.sees(1)
    await lead.open(own_house.lead)
    await record_the_room(lead)
    since_ms = await home.now_ms()

    await own_house.stop(how=signal.SIGKILL)
    again = await open_house(
        own_house.data_dir, http_port=own_house.http_port, media_port=own_house.media_port
    )
    try:
        await home.sees(1)
        await home.hears()
        # Nobody pressed anything: the recording goes on, and whoever leads reads what is missing.
        await expect(lead.page.locator(".preuve")).to_contain_text(
            re.compile(r"a repris tout seul après un arrêt du serveur\. Il manque \d+\s(min|s)"),
            timeout=BACK_LIMIT_S * 1000,
        )
        await expect(lead.page.locator("#recording-state")).to_have_text("En cours")
        gap_s, start_s = await longest_gap_s(home, since_ms), again.started_in_s
        figure(
            f"after a restart of the server: no picture for {gap_s:.1f} s; "
            f"the server and the kit took {start_s:.1f} s to start"
        )
    finally:
        await again.stop()


async def record_the_room(lead: Lead) -> None:
    """Until it is on the disk, as the page says."""
    await lead.page.get_by_role("button", name="Enregistrer").click()
    await lead.page.get_by_label("J’ai posé la question à chaque personne").check()
    await expect(lead.page.locator("#recording-proof")).to_contain_text(
        "Les 10 dernières secondes sont lisibles.", timeout=BACK_LIMIT_S * 1000
    )


async def longest_gap_s(home: Home, since_ms: float) -> float:
    """The longest time without a new frame."""
    gap_ms: float = await home.page.evaluate("since => probe.longestGapMs(since)", since_ms)
    return gap_ms / 1000
