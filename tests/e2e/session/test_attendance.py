"""One sheet of those at home and those in the room: by itself, ticked, by the code on the door."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from playwright.async_api import Locator, Page, expect

from tests.e2e.chromium import new_person
from tests.e2e.session.gathering import NAMES, Gathering

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_the_sheet_of_a_session(gathering: Gathering) -> None:
    host = gathering.host
    await host.page.get_by_role("button", name="Un de plus").click()
    await expect(host.page.locator("#count-room")).to_have_text("1")

    async with host.page.context.expect_page() as opened:
        await host.page.get_by_role("link", name="Feuille de présence").click()
    sheet = await opened.value
    for name in NAMES:
        await expect(line(sheet, name)).to_contain_text("À la maison")

    await sheet.get_by_label("Ajouter une personne en salle").fill("Yvonne")
    await sheet.get_by_role("button", name="Ajouter").click()
    await expect(line(sheet, "Yvonne")).to_contain_text("En salle")

    await sign_at_the_door(gathering, "Marius")
    await sheet.reload()
    await expect(line(sheet, "Marius")).to_contain_text("En salle")

    await line(sheet, "Yvonne").get_by_role("button", name="Corriger").click()
    await sheet.get_by_label("Prénom", exact=True).fill("Yvonne L.")
    await sheet.get_by_label("Arrivée").fill("09:05")
    await sheet.get_by_role("button", name="Garder").click()
    await expect(line(sheet, "Yvonne L.")).to_contain_text("9")

    async with sheet.expect_download() as coming:
        await sheet.get_by_role("button", name="Ouvrir dans un tableur").click()
    table = read(Path(await (await coming.value).path()))
    places = {row[0]: row[1] for row in table[1:]}
    assert places["Paule"] == "À la maison"
    assert places["Yvonne L."] == places["Marius"] == "En salle"
    assert table[0][:2] == ["Prénom", "Où"]

    # On paper: no button, a place to sign.
    await sheet.emulate_media(media="print")
    await expect(sheet.get_by_role("button", name="Imprimer la feuille")).to_be_hidden()
    await expect(sheet.get_by_role("columnheader", name="Signature")).to_be_visible()
    await sheet.close()
    await host.page.get_by_role("button", name="Un de moins").click()


async def sign_at_the_door(gathering: Gathering, name: str) -> None:
    """What a telephone opens that photographs the code on the door."""
    address = f"{gathering.house.origin}/api/attendance/{gathering.session}/door"
    answer = await gathering.host.page.context.request.get(address)
    context = await new_person(gathering.browser, width=360)
    page = await context.new_page()
    await page.goto((await answer.json())["url"])
    await page.get_by_label("Votre prénom").fill(name)
    await page.get_by_role("button", name="Je suis là").click()
    await expect(page.get_by_text(f"Merci {name}, votre présence est notée.")).to_be_visible()
    await context.close()


def line(sheet: Page, name: str) -> Locator:
    return sheet.get_by_role("row").filter(
        has=sheet.get_by_role("rowheader", name=name, exact=True)
    )


def read(path: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_text("utf-8-sig")), delimiter=";"))
