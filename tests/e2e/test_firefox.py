"""Firefox takes part: it watches and listens, and others see and hear it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Playwright

from tests.e2e import chromium as browser_of_debian
from tests.e2e import firefox as firefox_of_debian
from tests.e2e.bidi import BidiTab
from tests.e2e.house import House, open_house
from tests.e2e.island import ADDRESS, Island, island, need_islands
from tests.e2e.people import Home, Watcher, until

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


@pytest.fixture
def network() -> Iterator[Island]:
    if firefox_of_debian.EXECUTABLE is None:
        pytest.skip("Firefox is not installed (apt-get install firefox-esr)")
    need_islands()
    with island() as made:
        yield made


@pytest_asyncio.fixture(loop_scope="session")
async def there(network: Island, tmp_path: Path) -> AsyncIterator[House]:
    """A demo on the island."""
    opened = await open_house(tmp_path / "house", prefix=network.prefix, media_host=ADDRESS)
    yield opened
    await opened.stop()


@pytest_asyncio.fixture(loop_scope="session")
async def tab(network: Island, tmp_path: Path) -> AsyncIterator[BidiTab]:
    async with firefox_of_debian.firefox(tmp_path / "profile", network) as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="session")
async def neighbour(network: Island, playwright: Playwright, tmp_path: Path) -> AsyncIterator[Home]:
    """Someone with Chromium on the island."""
    executable = network.executable(browser_of_debian.EXECUTABLE or "chromium", tmp_path)
    async with browser_of_debian.chromium(
        playwright, permissions="allow", executable=executable
    ) as browser:
        yield Home(await (await browser_of_debian.new_person(browser)).new_page())


@pytest.mark.slow
async def test_firefox_and_chromium_see_and_hear_each_other(
    there: House, tab: BidiTab, neighbour: Home
) -> None:
    await neighbour.open(there.take_part)
    await neighbour.enter("Chrome")
    before = len(await neighbour.sees(1))
    await neighbour.open_microphone()
    await neighbour.open_camera()

    await tab.goto(there.take_part)
    await until(lambda: is_there(tab, "#enter"), why="the page of Firefox stays empty")
    await tab.click("#name")
    await tab.type("Renard")
    await tab.click("#enter")
    person = Watcher(tab)
    # The room, and the other home.
    await person.sees(2)
    await person.hears()

    for command in ("#microphone", "#camera"):
        await press(tab, command)
    await neighbour.sees(before + 1)
    await until(
        lambda: sounds(neighbour), why="Firefox is not heard", is_good=lambda count: count >= 2
    )


async def press(tab: BidiTab, command: str) -> None:
    """Switch a command on; where the page explains the browser's question first, go on."""
    await tab.click(f"{command} button")
    await until(
        lambda: tab.evaluate(
            "command => { const phrase = document.querySelector('#phrases button');"
            " phrase?.click();"
            " return document.documentElement.dataset[command] === 'on'; }",
            command.removeprefix("#"),
        ),
        why=f"{command} did not come on",
    )


async def is_there(tab: BidiTab, selector: str) -> bool:
    found: bool = await tab.evaluate(
        "selector => document.querySelector(selector)?.offsetWidth > 0", selector
    )
    return found


async def sounds(person: Home) -> int:
    """How many different sounds carry something."""
    inbound = (await person.stats())["inbound"]
    return sum(each["kind"] == "audio" and (each["audioEnergy"] or 0) > 0 for each in inbound)
