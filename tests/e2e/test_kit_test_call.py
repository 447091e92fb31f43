"""A kit calls itself through the real server, without disturbing what it publishes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import aiohttp
import pytest

from hardware.agent.settings import AgentSettings
from hardware.agent.trial_call import trial_call
from hardware.selftest.call import check_call
from tests.e2e.house import House

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_test_call_comes_back_whole(
    house: House, tmp_path: Path, figure: Callable[[str], None]
) -> None:
    settings = AgentSettings(house.origin, "cuisine", "not needed", tmp_path)
    async with aiohttp.ClientSession() as http:
        seen = await trial_call(http, settings)
    assert seen is not None
    assert seen.pictures > 15
    assert [finding.key for finding in check_call(seen)] in (["call_good"], ["call_late"])
    figure(f"test call of a kit: there and back in {seen.delay_ms:.0f} ms")


async def test_a_server_that_is_not_there_is_a_call_that_failed(tmp_path: Path) -> None:
    settings = AgentSettings("http://127.0.0.1:9", "cuisine", "not needed", tmp_path)
    async with aiohttp.ClientSession() as http:
        seen = await trial_call(http, settings)
    assert [finding.key for finding in check_call(seen)] == ["call_failed"]
