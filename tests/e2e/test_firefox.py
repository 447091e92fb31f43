"""Firefox takes part: it watches and listens, and others see and hear it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.e2e import firefox as firefox_of_debian
from tests.e2e.bidi import BidiTab
from tests.e2e.house import House
from tests.e2e.people import Home, Watcher, until

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


@pytest_asyncio.fixture(loop_scope="session")
async def tab(tmp_path: Path) -> AsyncIterator[BidiTab]:
    if firefox_of_debian.EXECUTABLE is None:
        pytest.skip("Firefox is not installed (apt-get install firefox-esr)")
    async with firefox_of_debian.firefox(tmp_path / "profile") as opened:
        yield opened


@pytest.mark.slow
async def test_firefox_and_chromium_see_and_hear_each_other(
    house: House, tab: BidiTab, home: Home
) -> None:
    await home.open(house.take_part)
    await home.enter("Chrome")
    before = len(await home.sees(1))
    await home.open_microphone()
    await home.open_camera()

    await tab.goto(house.take_part)
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
    await home.sees(before + 1)
    await until(lambda: sounds(home), why="Firefox is not heard", is_good=lambda count: count >= 2)


async def press(tab: BidiTab, command: str) -> None:
    """Switch a command on; where the page explains the browser's question first, go on."""
    await tab.click(f"{command} button")
    await until(
        lambda: tab.evaluate(
            "command => { const explanation = document.querySelector('dialog[open] button');"
            " explanation?.click();"
            " return document.querySelector(command + ' button').ariaPressed === 'true'; }",
            command,
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
