"""A home whose network lets only TCP out hears and sees, and is back by itself after a cut."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Playwright

from tests.e2e import chromium as browser_of_debian
from tests.e2e.closed_home import (
    MEDIA_PORT,
    ORIGIN,
    closed_home,
    open_house_to_others,
    reset_tcp,
    tcp_ports,
    trusting,
)
from tests.e2e.house import House
from tests.e2e.island import Island, island, need_islands
from tests.e2e.people import Home, until

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

BACK_LIMIT_S = 10.0
START_LIMIT_S = 60.0
"""The kit of a house that was just opened is still starting."""


@pytest.fixture
def network() -> Iterator[Island]:
    need_islands()
    with island() as made:
        yield made


@pytest.fixture
def behind_a_firewall(network: Island) -> Iterator[Island]:
    with closed_home(network) as made:
        yield made


@pytest_asyncio.fixture(loop_scope="session")
async def there(network: Island, tmp_path: Path) -> AsyncIterator[House]:
    opened = await open_house_to_others(network, tmp_path / "house")
    yield opened
    await opened.stop()


@pytest_asyncio.fixture(loop_scope="session")
async def shut_in(
    behind_a_firewall: Island, there: House, playwright: Playwright, tmp_path: Path
) -> AsyncIterator[Home]:
    """Someone with Chromium behind the firewall."""
    program = behind_a_firewall.executable(browser_of_debian.EXECUTABLE or "chromium", tmp_path)
    async with browser_of_debian.chromium(
        playwright, permissions="allow", executable=trusting(program, ORIGIN)
    ) as browser:
        yield Home(await (await browser_of_debian.new_person(browser)).new_page())


async def test_picture_and_sound_both_ways_by_tcp_and_back_after_a_cut(
    there: House,
    shut_in: Home,
    behind_a_firewall: Island,
    figure: Callable[[str], None],
) -> None:
    await shut_in.open(there.link("s", origin=ORIGIN))
    await shut_in.enter("Odette")
    await until(shut_in.moving_pictures, why="no picture of the kit", patience_s=START_LIMIT_S)
    await shut_in.hears()
    await shut_in.open_microphone()
    await shut_in.open_camera()
    ways = {(way["by"], way["to"]) for way in await shut_in.ways_out()}
    assert ways == {("tcp", MEDIA_PORT)}

    since_ms, before = await shut_in.now_ms(), tcp_ports(behind_a_firewall, MEDIA_PORT)
    assert before
    reset_tcp(behind_a_firewall, MEDIA_PORT)
    cut_at = time.monotonic()
    await shut_in.sees(1)
    await shut_in.hears()
    assert before.isdisjoint(tcp_ports(behind_a_firewall, MEDIA_PORT)), "other connections"
    gap_ms: float = await shut_in.page.evaluate("since => probe.longestGapMs(since)", since_ms)
    figure(
        f"after a cut of the TCP connections: seen and heard {time.monotonic() - cut_at:.1f} s "
        f"later, longest gap in the picture {gap_ms / 1000:.1f} s"
    )
    assert gap_ms < BACK_LIMIT_S * 1000
