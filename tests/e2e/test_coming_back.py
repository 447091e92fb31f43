"""The connection is cut, or the server starts anew: people are back without touching anything."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable

import pytest
from playwright.async_api import expect

from tests.e2e.house import House, open_house
from tests.e2e.people import Home
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

        proxy.sever()
        cut_at = time.monotonic()
        await expect(home.page.get_by_text("La connexion est coupée").first).to_be_visible()
        proxy.mend()

        while len(await home.received("welcome")) == welcomes:
            assert time.monotonic() - cut_at < BACK_LIMIT_S, "no new welcome"
            await home.page.wait_for_timeout(50)
        await home.sees(1)
        figure(f"back after a cut of the signalling: {time.monotonic() - cut_at - 1:.1f} s")
        await home.hears()


@pytest.mark.slow
async def test_after_a_restart_of_the_server(
    own_house: House, home: Home, figure: Callable[[str], None]
) -> None:
    await home.open(own_house.take_part)
    await home.enter("Robert")
    await home.sees(1)

    await own_house.stop(how=signal.SIGKILL)
    again = await open_house(
        own_house.data_dir, http_port=own_house.http_port, media_port=own_house.media_port
    )
    restarted_at = time.monotonic()
    try:
        await home.sees(1)
        figure(f"back after a restart of the server: {time.monotonic() - restarted_at - 1:.1f} s")
        await home.hears()
    finally:
        await again.stop()
