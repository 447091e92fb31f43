"""A person at home presses "Entrer": picture and sound of the room, at once and without a break."""

from __future__ import annotations

import asyncio
import math
import statistics
from collections.abc import Awaitable, Callable, Sequence

import pytest
from playwright.async_api import Browser, BrowserContext

from tests.e2e.chromium import new_person
from tests.e2e.house import House
from tests.e2e.people import Home

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

ENTRIES = 20
# The aim is 1 s (p95). What is asserted is looser: the machines of a test run are shared.
FIRST_FRAME_LIMIT_MS = 5000
STEADY_S = 30.0
FREEZE_LIMIT_MS = 1000.0
# The aim is a median of 200 ms.
LATENCY_LIMIT_MS = 2000.0
ROOM_CAMERAS = ("Salle", "Gros plan mains")

Figure = Callable[[str], None]


@pytest.mark.slow
@pytest.mark.timeout(300)
async def test_first_frame_soon_after_entrer(
    house: House, chromium: Browser, figure: Figure
) -> None:
    times_ms = [await enter_once(house, chromium, number) for number in range(ENTRIES)]
    p95 = percentile(times_ms, 95)
    figure(
        f"Entrer to first frame, {ENTRIES} entries: median {statistics.median(times_ms):.0f} ms, "
        f"p95 {p95:.0f} ms, worst {max(times_ms):.0f} ms (aim: p95 <= 1000 ms)"
    )
    assert p95 <= FIRST_FRAME_LIMIT_MS


async def enter_once(house: House, chromium: Browser, number: int) -> float:
    context = await new_person(chromium)
    try:
        home = Home(await context.new_page())
        await home.open(house.take_part)
        await home.enter(f"Yvette {number}")
        return await home.first_frame_ms()
    finally:
        await context.close()


async def test_the_person_enters_listening_and_watching(house: House, home: Home) -> None:
    await home.open(house.take_part)
    await home.enter("Monique")
    await home.sees(1)
    await home.hears()
    stats = await home.stats()
    assert stats["outbound"] == [], "nothing may leave a home that has not asked for it"


async def test_every_camera_of_the_room_plays(house: House, home: Home) -> None:
    await home.open(house.take_part)
    await home.enter("Gérard")
    await home.sees(1)
    for label in ROOM_CAMERAS:
        await home.watch_camera(label)
        largest = await largest_moving_picture(home)
        assert largest["width"] >= 640, f"{label} does not fill the stage"


async def largest_moving_picture(home: Home) -> dict[str, float]:
    moving = await home.sees(1)
    return max(moving, key=lambda picture: float(picture["shownWidth"]))


@pytest.mark.slow
async def test_half_a_minute_without_a_break(house: House, home: Home, figure: Figure) -> None:
    await home.open(house.take_part)
    await home.enter("Lucienne")
    await home.sees(1)
    await home.hears()
    await asyncio.sleep(2.0)

    before, since_ms = await home.stats(), await home.now_ms()
    await asyncio.sleep(STEADY_S)
    after, pictures = await home.stats(), await home.pictures(since_ms=since_ms)

    stage = max(pictures, key=lambda picture: float(picture["shownWidth"]))
    frozen_s = total(after, "video", "frozenS") - total(before, "video", "frozenS")
    concealed = share_concealed(before, after)
    energy = total(after, "audio", "audioEnergy") - total(before, "audio", "audioEnergy")
    figure(
        f"30 s steady: {stage['frames'] / STEADY_S:.1f} frames/s on the stage, longest gap "
        f"{stage['longestGapMs']:.0f} ms, frozen {frozen_s:.2f} s, "
        f"sound concealed {100 * concealed:.2f} %"
    )
    assert stage["longestGapMs"] <= FREEZE_LIMIT_MS
    assert frozen_s <= 1.0
    assert energy > 0
    assert concealed <= 0.10


async def test_capture_to_screen(house: House, home: Home, figure: Figure) -> None:
    await home.open(house.take_part)
    await home.enter("Yvon")
    await home.sees(1)
    # Buffers settle in the first seconds; what a person lives with is what follows.
    await asyncio.sleep(5.0)
    since_ms = await home.now_ms()
    await home.page.evaluate("probe.readClock = true")
    await asyncio.sleep(10.0)
    pictures = await home.pictures(since_ms=since_ms)
    stage = max(pictures, key=lambda picture: float(picture["shownWidth"]))
    ages = stage["ages"]
    assert len(ages) >= 30, f"the clock could be read on {len(ages)} frames only"
    figure(
        f"capture to screen, {len(ages)} frames: median {statistics.median(ages):.0f} ms, "
        f"p95 {percentile(ages, 95):.0f} ms (aim: median <= 200 ms)"
    )
    assert statistics.median(ages) <= LATENCY_LIMIT_MS


async def test_refusing_every_permission_still_gives_picture_and_sound(
    house: House, refusing_chromium: Browser
) -> None:
    context = await new_person(refusing_chromium)
    home = Home(await context.new_page())
    await home.open(house.take_part)
    await home.enter("Paulette")
    await home.sees(1)

    await home.ask_for("Ouvrir mon micro")
    await home.page.get_by_text("On ne vous entend pas encore.").wait_for()
    await home.ask_for("Allumer ma caméra")
    await home.page.get_by_text("Votre caméra reste éteinte.").wait_for()

    await home.sees(1)
    await home.hears()
    assert (await home.stats())["outbound"] == []


async def test_the_page_in_english(
    house: House, chromium: Browser, newcomer: Callable[[], Awaitable[BrowserContext]]
) -> None:
    context = await new_person(chromium, language="en-GB")
    page = await context.new_page()
    await page.goto(house.take_part)
    await page.get_by_role("button", name="Come in").wait_for()
    await context.close()


def percentile(values: Sequence[float], percent: float) -> float:
    """The smallest value that this percentage of the values does not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)]


def total(stats: dict[str, list[dict[str, float | str]]], kind: str, name: str) -> float:
    return sum(float(each[name] or 0) for each in stats["inbound"] if each["kind"] == kind)


def share_concealed(
    before: dict[str, list[dict[str, float | str]]], after: dict[str, list[dict[str, float | str]]]
) -> float:
    """Of the sound played, the share that was made up because packets were missing."""

    def since(name: str) -> float:
        return total(after, "audio", name) - total(before, "audio", name)

    audible = since("concealed") - since("silentConcealed")
    return audible / max(since("samples"), 1.0)
