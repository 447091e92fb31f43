"""The first page: a code said on the phone opens the workshop; and no page asks anyone else."""

from __future__ import annotations

import pytest
from playwright.async_api import ConsoleMessage, Request, expect

from tests.e2e.house import House
from tests.e2e.links import links_of
from tests.e2e.people import Home

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_nine_digits_open_the_workshop(house: House, home: Home) -> None:
    await home.page.goto(house.origin)
    # The ninth digit is enough: nothing has to be pressed.
    await home.page.get_by_label("Votre code").fill(links_of(house, room="cuisine").code)
    await expect(home.page.get_by_role("heading", name="Crêpes de sarrasin")).to_be_visible()
    await home.enter("Odette")
    await home.sees(1)


async def test_a_code_that_opens_nothing_is_said_so(house: House, home: Home) -> None:
    await home.page.goto(house.origin)
    await home.page.get_by_label("Votre code").fill("000000000")
    await home.page.get_by_role("button", name="Continuer").click()
    await expect(
        home.page.get_by_text("Ce code n’ouvre aucun atelier aujourd’hui.")
    ).to_be_visible()


async def test_no_request_leaves_the_house_and_nothing_breaks_its_policy(
    house: House, home: Home
) -> None:
    asked: list[str] = []
    complaints: list[str] = []

    def note_request(request: Request) -> None:
        asked.append(request.url)

    def note_complaint(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            complaints.append(message.text)

    home.page.on("request", note_request)
    home.page.on("console", note_complaint)
    home.page.on("pageerror", lambda error: complaints.append(str(error)))
    await home.open(house.take_part)
    await home.enter("Huguette")
    await home.sees(1)

    own = (house.origin, f"blob:{house.origin}", "data:")
    assert [url for url in asked if not url.startswith(own)] == []
    assert complaints == []
    assert not any("#" in url or "eyJ" in url for url in asked[1:]), "a token in an address"
