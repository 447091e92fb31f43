"""Trying one's line and one's device at /essai, before the day."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest
from playwright.async_api import Browser, BrowserContext, expect

from tests.e2e.chromium import new_person
from tests.e2e.house import House
from tests.e2e.people import Watcher, until

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

TRIED_LIMIT_MS = 60_000.0


async def test_a_picture_and_a_sound_go_there_and_come_back(
    house: House,
    newcomer: Callable[[], Awaitable[BrowserContext]],
    figure: Callable[[str], None],
) -> None:
    page = await (await newcomer()).new_page()
    await page.goto(f"{house.origin}/essai")
    watcher = Watcher(page)
    decoded: dict[str, int] = {}

    async def verdict() -> str:
        for track in (await watcher.stats())["inbound"]:
            came = track["framesDecoded"] if track["kind"] == "video" else track["packets"]
            decoded[track["kind"]] = max(came or 0, decoded.get(track["kind"], 0))
        said: str = await page.evaluate("document.documentElement.dataset.verdict ?? ''")
        return said

    # How good a line it is depends on how busy this machine is; that it passes does not.
    said = await until(verdict, why="no verdict", patience_s=TRIED_LIMIT_MS / 1000)
    took_ms = await watcher.now_ms()
    assert said in ("good", "fair", "sound"), said
    assert decoded["video"] > 10 and decoded["audio"] > 100, decoded
    for check in ("sound_in", "voice_out", "picture_in", "picture_out"):
        await expect(page.locator(f"#check-{check}")).not_to_contain_text("À voir en entrant")
    await page.get_by_text("Pour la personne qui vous aide").click()
    await expect(page.locator("#figures")).to_contain_text("chemin direct")
    figure(f"/essai: its verdict after {took_ms / 1000:.1f} s, {await page.inner_text('#figures')}")


async def test_a_refused_camera_is_said_with_the_way_out(
    house: House, refusing_chromium: Browser
) -> None:
    page = await (await new_person(refusing_chromium)).new_page()
    await page.goto(f"{house.origin}/essai")
    await page.get_by_role("button", name="Essayer ma caméra").click()
    await expect(page.locator("#device-said")).to_contain_text(
        "La caméra reste éteinte. Pour l’allumer : touchez le cadenas en haut de la page"
    )
    await page.context.close()
