"""The door: whoever waits is let in, a closed door admits none, who was shown out stays out."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.e2e.people import until
from tests.e2e.session.effects import INSIDE, says, tile_gone, tile_there, told
from tests.e2e.session.gathering import Gathering

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_whoever_waits_keeps_their_place_and_comes_in_by_themself(
    gathering: Gathering,
) -> None:
    first = await gathering.arrive("Yvette")
    await expect(first.page.get_by_text("Sandrine sait que vous êtes là")).to_be_visible()
    second = await gathering.arrive("Robert")
    waiting = gathering.host.page.locator("#waiting-list li .n b")
    await expect(waiting).to_have_text(["Yvette", "Robert"])

    await first.page.reload()
    await expect(first.page.get_by_text("Sandrine sait que vous êtes là")).to_be_visible()
    await expect(waiting).to_have_text(["Yvette", "Robert"])

    await gathering.reach.press_for(
        "let in",
        gathering.host.button("Faire entrer Yvette"),
        [(first.page, INSIDE), *((page, tile_there("Yvette")) for page in gathering.pages)],
    )
    await expect(waiting).to_have_text(["Robert"])
    await gathering.host.admit("Robert")
    await second.is_inside()
    await gathering.see_off(first, second)


async def test_a_closed_door_admits_none_but_whom_the_host_lets_in(gathering: Gathering) -> None:
    host = gathering.host
    await gathering.reach.press(
        "close the door",
        host.button("Fermer la porte"),
        everywhere=gathering.pages,
        shows=told("locked", "message.on"),
    )
    late = await gathering.arrive("Bernard")
    await expect(late.page.get_by_text("La porte est fermée pour le moment")).to_be_visible()
    await host.admit("Bernard")
    await late.is_inside()
    # Whoever is inside may come back through a closed door.
    await late.page.reload()
    await late.is_inside()

    await gathering.reach.press(
        "open the door",
        host.button("Ouvrir la porte"),
        everywhere=gathering.pages,
        shows=told("locked", "!message.on"),
    )
    await gathering.see_off(late)


async def test_who_was_shown_out_does_not_come_back_in_the_same_browser(
    gathering: Gathering,
) -> None:
    unwanted = await gathering.come_in("Inconnu")
    await (await gathering.host.act("Inconnu", "Faire sortir")).click()
    dialog = gathering.host.page.get_by_role("dialog")
    await expect(dialog).to_contain_text("Faire sortir Inconnu ?")
    await gathering.reach.press_for(
        "show out",
        dialog.get_by_role("button", name="Faire sortir"),
        [
            (unwanted.page, says("#notice", "Votre participation est terminée")),
            *((page, tile_gone("Inconnu")) for page in gathering.pages),
        ],
    )
    await expect(unwanted.page.locator("#notice")).to_contain_text(
        "Sandrine a mis fin à votre participation"
    )
    await until(unwanted.state, why="not told", is_good=lambda state: state == "removed")

    tab = await unwanted.page.context.new_page()
    for page in (unwanted.page, tab):
        await page.goto("about:blank")
        await page.goto(gathering.take_part)
        await page.get_by_label("Votre prénom").fill("Quelqu’un d’autre")
        await page.get_by_role("button", name="Entrer").click()
        heading = page.get_by_role("heading", name="Votre participation est terminée")
        await expect(heading).to_be_visible()
    await expect(gathering.host.page.locator("#waiting")).to_be_hidden()
    await gathering.see_off(unwanted)
