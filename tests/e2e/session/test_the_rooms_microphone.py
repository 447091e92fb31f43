"""Whoever leads switches the room's own microphone off; the kit sends silence, and its key opens
it again."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from operator import eq

import pytest
from playwright.async_api import BrowserContext, expect

from tests.e2e.people import Home, RoomScreen, until
from tests.e2e.session.effects import hidden, says
from tests.e2e.session.gathering import Gathering

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

#: Volts squared by seconds: less than this is no sound.
TINY = 1e-7

CUT = "Sandrine a coupé le micro de la salle"


async def test_the_room_is_silent_at_its_source_until_its_own_key_opens_it(
    gathering: Gathering, newcomer: Callable[[], Awaitable[BrowserContext]]
) -> None:
    host, paule, house = gathering.host, gathering["Paule"], gathering.house
    screen = RoomScreen(await (await newcomer()).new_page())
    token = await house.command("token", "--room", "cuisine", "--publish")
    await screen.open(f"{house.origin}/salle/cuisine#{token}")
    await expect(screen.page.get_by_text("La maison vous entend")).to_be_visible()
    await paule.hears()
    told_before = len(await host.received("person"))

    await gathering.reach.press_for(
        "mute the room",
        host.button("Couper le micro de la salle"),
        [
            *((page, says("#situation", CUT)) for page in gathering.pages),
            (screen.page, says("#foot", CUT)),
        ],
    )
    await until(_microphone_of(gathering), why="not cut there", is_good=lambda s: s == "muted")
    await expect(host.page.locator("#heard")).to_contain_text(CUT)
    # Cut on purpose is not lost.
    await expect(host.page.locator("#unheard")).to_be_hidden()
    await expect(screen.page.get_by_text("Micro coupé. La touche M le rouvre")).to_be_visible()
    # Once what was under way has been heard out, nothing comes; the picture goes on.
    await until(_heard_in_half_a_second(paule), why="it is heard", is_good=lambda more: more < TINY)
    silent_at = await paule.audio_energy()
    await asyncio.sleep(1.0)
    assert await paule.audio_energy() - silent_at < TINY
    await paule.sees(1)

    await screen.page.keyboard.press("m")
    await until(_microphone_of(gathering), why="still cut", is_good=lambda state: state == "live")
    await expect(host.page.locator("#heard")).to_contain_text("La maison vous entend.")
    await expect(paule.page.locator("#situation")).to_be_hidden()
    await paule.hears()
    # Nobody at home was switched on by any of it.
    told = (await host.received("person"))[told_before:]
    assert [one for one in told if _home_is_heard(one)] == []

    # The host opens what the key cut, too.
    await screen.page.keyboard.press("m")
    await gathering.reach.press(
        "open the room's microphone",
        host.button("Rouvrir le micro de la salle"),
        everywhere=gathering.pages,
        shows=hidden("#situation"),
    )
    await paule.hears()
    await screen.page.close()


async def test_another_microphone_is_chosen_from_the_page(gathering: Gathering) -> None:
    host, paule = gathering.host, gathering["Paule"]
    choice = host.page.get_by_label("Changer de micro")
    for label, chosen in (("Micro de secours", "spare:0"), ("Micro de la salle", "own")):
        await choice.select_option(label=label)
        await until(
            _microphone_in_use(gathering),
            why="the kit keeps its microphone",
            is_good=partial(eq, chosen),
        )
        await expect(choice).to_have_value(chosen)
        await paule.hears()


def _heard_in_half_a_second(home: Home) -> Callable[[], Awaitable[float]]:
    async def measured() -> float:
        before = await home.audio_energy()
        await asyncio.sleep(0.5)
        return await home.audio_energy() - before

    return measured


def _microphone_in_use(gathering: Gathering) -> Callable[[], Awaitable[str]]:
    async def look() -> str:
        offered = (await gathering.host.kit_status()).get("microphones", [])
        return next((str(one["id"]) for one in offered if one["current"]), "")

    return look


def _microphone_of(gathering: Gathering) -> Callable[[], Awaitable[str]]:
    """What the kit says of its microphone."""

    async def look() -> str:
        status = await gathering.host.kit_status()
        return str(status.get("microphone", {}).get("state"))

    return look


def _home_is_heard(message: dict[str, dict[str, object]]) -> bool:
    person = message["person"]
    return person["role"] == "resident" and person["microphone"] is True
