"""A house for films, and Luc, a volunteer, signed in on his phone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext

from tests.e2e.chromium import new_person
from tests.server.uploads.house import COOKIE, House


@pytest_asyncio.fixture(scope="package", loop_scope="session")
async def workshop(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    """A server that may be killed and started again, with an account."""
    house = House(tmp_path_factory.mktemp("workshop"))
    await asyncio.to_thread(house.start)
    try:
        await asyncio.to_thread(house.sign_in)
        yield house
    finally:
        await asyncio.to_thread(house.end)


@pytest_asyncio.fixture(loop_scope="session")
async def volunteer(
    workshop: House, chromium: Browser
) -> AsyncIterator[Callable[..., Awaitable[BrowserContext]]]:
    """Make a browser of his, so wide; all are closed at the end of the test."""
    contexts: list[BrowserContext] = []

    async def make(width: int = 360, height: int = 740) -> BrowserContext:
        context = await new_person(chromium, width=width, height=height)
        contexts.append(context)
        await context.add_cookies(
            [{"name": COOKIE, "value": workshop.cookie, "url": workshop.address}]
        )
        return context

    yield make
    for context in contexts:
        await context.close()
