"""From the switch of a room's kit to its picture at home, with one key and nothing else."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import BrowserContext, expect

from tests.e2e.chromium import new_person
from tests.e2e.house import ROOT, House, environment, passerelle
from tests.e2e.people import Home, Lead, RoomScreen
from tests.e2e.session.gathering import Gathering, invitation

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

ROOM = "couture"
LIVE_LIMIT_S = 60.0
STOP_LIMIT_S = 10.0


async def test_one_key_on_the_rooms_own_screen_opens_the_session(
    gathering: Gathering, figure: Callable[[str], None]
) -> None:
    house, browser = gathering.house, gathering.browser
    token = await house.command("token", "--room", ROOM, "--publish")
    session = await _planned(gathering.host.page.context, house)
    guest = Home(await (await new_person(browser)).new_page())
    await guest.open(await invitation(gathering.host.page.context, house, session))
    await guest.enter("Bruno")
    # Bruno is there first: nothing is to be seen before somebody in the room wants it.
    await expect(guest.page.get_by_text("La salle va bientôt ouvrir")).to_be_visible()

    switched_on = time.monotonic()
    async with _kit(house, token):
        screen = RoomScreen(await (await new_person(browser)).new_page())
        await screen.open(f"{house.origin}/salle/{ROOM}#{token}")
        await expect(screen.page.get_by_text("C’est l’heure")).to_be_visible()
        await expect(screen.page.get_by_role("button", name="Démarrer")).to_be_focused()
        await screen.page.keyboard.press("Enter")
        await expect(guest.page.locator("#live")).to_be_visible()
        await guest.sees(1)
        await guest.hears()
        live_s = time.monotonic() - switched_on
        figure(
            f"a kit's process started and its screen's key pressed: picture and sound at home "
            f"after {live_s:.1f} s (aim: <= 60 s)"
        )
        assert live_s <= LIVE_LIMIT_S
        # The screen shows who is at home, and how others come.
        await expect(screen.page.locator("#together")).to_contain_text("Bruno")
        await expect(screen.page.locator("#side-code")).to_have_text(
            await _code(gathering.host.page.context, house, session)
        )
        await _end(gathering, session)
        await expect(screen.page.get_by_text("Pas d’atelier en ce moment")).to_be_visible()
        await screen.page.context.close()
    await guest.page.context.close()


@asynccontextmanager
async def _kit(house: House, token: str) -> AsyncIterator[None]:
    """A kit of its own, as a machine in the room runs it from its switch on."""
    process = await asyncio.create_subprocess_exec(
        *passerelle("kit", "--url", house.origin),
        env=environment(house.data_dir, house.http_port, house.media_port)
        | {"PASSERELLE_TOKEN": token},
        cwd=ROOT,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield
    finally:
        if process.returncode is None:
            os.killpg(process.pid, signal.SIGTERM)
        await asyncio.wait_for(process.wait(), STOP_LIMIT_S)


async def _planned(context: BrowserContext, house: House) -> str:
    """The session that the room has now, not open yet."""
    sessions = (await (await context.request.get(f"{house.origin}/api/sessions")).json())[
        "sessions"
    ]
    return next(
        str(one["id"])
        for one in sessions
        if one["room"]["slug"] == ROOM and one["state"] == "closed"
    )


async def _code(context: BrowserContext, house: House, session: str) -> str:
    answer = await context.request.get(f"{house.origin}/api/sessions/{session}")
    code = str((await answer.json())["session"]["code"])
    return " ".join((code[:3], code[3:6], code[6:]))


async def _end(gathering: Gathering, session: str) -> None:
    lead = Lead(await gathering.host.page.context.new_page())
    await lead.open(f"{gathering.house.origin}/animer/{session}")
    await lead.end_session()
    await expect(lead.page.get_by_text("La séance est terminée")).to_be_visible()
    await lead.page.close()
