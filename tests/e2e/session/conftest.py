"""One session under way, shared by the scenarios: each leaves it as it found it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from tests.e2e.conftest import FIGURES
from tests.e2e.house import open_house
from tests.e2e.session.gathering import Gathering, open_gathering


@pytest_asyncio.fixture(scope="package", loop_scope="session")
async def gathering(
    chromium: Browser, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> AsyncIterator[Gathering]:
    """Sandrine leads, five people are at home; what her acts took is printed at the end."""
    house = await open_house(tmp_path_factory.mktemp("gathering"))
    try:
        opened = await open_gathering(house, chromium)
        yield opened
        request.config.stash[FIGURES].extend(opened.reach.figures())
        for page in [opened.host.page, *opened.pages]:
            await page.context.close()
    finally:
        await house.stop()
