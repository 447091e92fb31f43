"""A house with its kit, and browsers, shared by the scenarios of a run."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import (
    Browser,
    BrowserContext,
    Playwright,
    async_playwright,
    expect,
)

from tests.e2e import chromium as browser_of_debian
from tests.e2e.house import House, open_house
from tests.e2e.people import PATIENCE_S, Home, Lead, RoomScreen

HERE = Path(__file__).parent
SCENARIO_LIMIT_S = 300

FIGURES = pytest.StashKey[list[str]]()


def pytest_configure(config: pytest.Config) -> None:
    config.stash[FIGURES] = []
    expect.set_options(timeout=PATIENCE_S * 1000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A scenario waits for browsers and processes to start: it has more time than other tests."""
    for item in items:
        if item.path.is_relative_to(HERE) and item.get_closest_marker("timeout") is None:
            item.add_marker(pytest.mark.timeout(SCENARIO_LIMIT_S))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    figures = terminalreporter.config.stash[FIGURES]
    if figures:
        terminalreporter.section("measured end to end")
        for line in figures:
            terminalreporter.line(line)


@pytest.fixture
def figure(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Report a measured figure: it is printed at the end of the run, whatever the verdict."""
    return request.config.stash[FIGURES].append


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    """The demo, open in Cuisine, for scenarios that leave it as they found it."""
    opened = await open_house(tmp_path_factory.mktemp("house"))
    yield opened
    await opened.stop()


@pytest_asyncio.fixture(loop_scope="session")
async def own_house(tmp_path: Path) -> AsyncIterator[House]:
    """A demo for one scenario, which may do with it what it likes."""
    opened = await open_house(tmp_path / "house")
    yield opened
    await opened.stop()


@pytest.fixture(scope="session")
def needs_chromium() -> None:
    if browser_of_debian.EXECUTABLE is None:
        pytest.skip("Chromium is not installed (apt-get install chromium)")


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def playwright(needs_chromium: None) -> AsyncIterator[Playwright]:
    async with async_playwright() as started:
        yield started


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromium(playwright: Playwright) -> AsyncIterator[Browser]:
    """A browser whose person allows the microphone and the camera when asked."""
    async with browser_of_debian.chromium(playwright, permissions="allow") as browser:
        yield browser


@pytest_asyncio.fixture(loop_scope="session")
async def refusing_chromium(playwright: Playwright) -> AsyncIterator[Browser]:
    """A browser whose person refuses everything."""
    async with browser_of_debian.chromium(playwright, permissions="deny") as browser:
        yield browser


@pytest_asyncio.fixture(loop_scope="session")
async def newcomer(chromium: Browser) -> AsyncIterator[Callable[[], Awaitable[BrowserContext]]]:
    """Make one more profile in the shared browser; all are closed at the end of the test."""
    contexts: list[BrowserContext] = []

    async def make() -> BrowserContext:
        contexts.append(await browser_of_debian.new_person(chromium))
        return contexts[-1]

    yield make
    for context in contexts:
        await context.close()


@pytest_asyncio.fixture(loop_scope="session")
async def home(newcomer: Callable[[], Awaitable[BrowserContext]]) -> Home:
    return Home(await (await newcomer()).new_page())


@pytest_asyncio.fixture(loop_scope="session")
async def other_home(newcomer: Callable[[], Awaitable[BrowserContext]]) -> Home:
    return Home(await (await newcomer()).new_page())


@pytest_asyncio.fixture(loop_scope="session")
async def lead(newcomer: Callable[[], Awaitable[BrowserContext]]) -> Lead:
    return Lead(await (await newcomer()).new_page())


@pytest_asyncio.fixture(loop_scope="session")
async def room_screen(newcomer: Callable[[], Awaitable[BrowserContext]]) -> RoomScreen:
    return RoomScreen(await (await newcomer()).new_page())
