"""A neighbour watches with Firefox: the same film, the same measures, the keyboard alone."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from tests.e2e import firefox as firefox_of_debian
from tests.e2e.bidi import BidiTab
from tests.e2e.people import until
from tests.e2e.replay.conftest import Library
from tests.e2e.replay.seeking import SEEK, every_jump_shows_its_own_picture

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

TAB, RIGHT, PAGE_UP = "\ue004", "\ue014", "\ue00e"


@pytest_asyncio.fixture(loop_scope="session")
async def tab(tmp_path: Path) -> AsyncIterator[BidiTab]:
    if firefox_of_debian.EXECUTABLE is None:
        pytest.skip("Firefox is not installed (apt-get install firefox-esr libavcodec59)")
    async with firefox_of_debian.firefox(tmp_path / "profile") as opened:
        yield opened


async def shows(tab: BidiTab, of_the_page: str, value: Any = True) -> None:
    """Waits until an expression has a value."""
    await until(
        lambda: tab.evaluate(of_the_page), why=of_the_page, is_good=lambda seen: seen == value
    )


async def test_firefox_plays_seeks_and_shows_subtitles_by_the_keyboard_alone(
    library: Library, tab: BidiTab, figure: Callable[[str], None]
) -> None:
    film = await library.published()
    await tab.goto(f"{library.origin}/replays/{film.id}")
    await shows(tab, "document.documentElement.dataset.state", "ready")
    # What Firefox decodes H.264 and AAC with is a library of the system's (libavcodec).
    await shows(tab, "document.getElementById('film').error?.message ?? null", None)
    await shows(tab, "document.getElementById('film').readyState >= 2")

    await tabs_to(tab, "#play")
    await tab.type(" ")
    await shows(tab, "document.getElementById('film').currentTime > 0.3")
    await shows(tab, "document.getElementById('play-words').textContent", "Mettre en pause")
    await tab.type(" ")
    await shows(tab, "document.getElementById('film').paused")
    await every_jump_shows_its_own_picture(tab, figure, "Firefox")

    said = "document.getElementById('said-now').textContent"
    await tab.evaluate(SEEK, 31)
    await shows(tab, said, "Sandrine\u00a0: Étape 7, on verse la pâte")
    await tabs_to(tab, "#subtitles")
    await tab.type(" ")
    await shows(tab, said, "")
    await tabs_to(tab, "[role=slider]")
    await tab.type(RIGHT)
    await shows(tab, "Math.abs(document.getElementById('film').currentTime - 36) < 0.2")
    await tab.type(PAGE_UP)
    await shows(tab, "Math.abs(document.getElementById('film').currentTime - 40) < 0.2")


async def tabs_to(tab: BidiTab, selector: str) -> None:
    """Goes there from wherever one is, as one does without a mouse."""
    for _ in range(40):
        if await tab.evaluate("wanted => !!document.activeElement?.matches(wanted)", selector):
            return
        await tab.type(TAB)
    raise AssertionError(f"the Tab key never comes to {selector}")
