"""A film, and a photo, of everything around: brought, seen to, published, looked around in."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, Playwright, expect
from tusclient.client import TusClient

from hardware.table_view.sheet import sheet_pdf
from tests.e2e.around import (
    READ,
    WITH_WEBGL,
    quarter_of,
    write_film_around,
    write_photo_around,
)
from tests.e2e.chromium import EXECUTABLE, new_person
from tests.e2e.people import until
from tests.e2e.replay.conftest import MAKER, REVIEWER, Library
from tests.e2e.session.accessibility.audit import overflowing, violations
from tests.server import accounts_house
from tests.server.accounts_house import COOKIE, OWN_PAGE

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
MADE_S = 90.0


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def seeing(playwright: Playwright) -> AsyncIterator[Browser]:
    browser = await playwright.chromium.launch(executable_path=EXECUTABLE, args=WITH_WEBGL)
    yield browser
    await browser.close()


async def signed_in(library: Library, email: str) -> accounts_house.Browser:
    who = accounts_house.Browser(library.served)
    assert (await who.sign_in(email)).status == 200
    return who


async def bring(library: Library, who: accounts_house.Browser, film: Path) -> str:
    """The id of what was made of it."""
    uploads = f"{library.origin}/api/centres/1/uploads"
    client = TusClient(uploads, headers={"Cookie": f"{COOKIE}={who.cookie}", **OWN_PAGE})
    uploader = client.uploader(str(film), metadata={"filename": film.name})
    await asyncio.to_thread(uploader.upload)

    async def replay() -> Any:
        listed = (await (await who.ask("GET", "/api/centres/1/uploads")).json())["uploads"]
        return next(one["replay"] for one in listed if one["name"] == film.name)

    found = str(await until(replay, why="not examined", patience_s=MADE_S))

    async def made() -> bool:
        making = await (await who.ask("GET", f"/api/replays/{found}/making")).json()
        return bool(making["state"] == "ready")

    await until(made, why="not made", patience_s=MADE_S)
    return found


async def publish(library: Library, maker: accounts_house.Browser, replay: str) -> None:
    """As two people do it: see test_deciding."""
    reviewer, path = await signed_in(library, REVIEWER), f"/api/replays/{replay}"
    about = {"visibility": "public", "people_listed": True, "subtitles_exemption": "Sans paroles."}
    for who, method, act, body in (
        (maker, "POST", "/propose", {}),
        (reviewer, "PATCH", "", about),
        (reviewer, "POST", "/approve", {}),
        (reviewer, "POST", "/publish", {}),
    ):
        assert (await who.ask(method, path + act, body)).status == 200, act


async def faces(page: Page, quarter: str) -> None:
    await expect(page.locator("spherical-view canvas")).to_be_visible()

    async def seen() -> str:
        return quarter_of(await page.evaluate(READ, [0.5, 0.5]))

    await until(seen, is_good=lambda now: now == quarter, why=f"not {quarter}")


async def test_a_photo_and_a_recipe_from_a_phone_to_the_neighbours(
    library: Library, seeing: Browser, tmp_path: Path
) -> None:
    maker = await signed_in(library, MAKER)
    context = await new_person(seeing, width=360, height=740)
    await context.add_cookies(
        [{"name": COOKIE, "value": maker.cookie or "", "url": library.origin}]
    )
    page = await context.new_page()
    await page.goto(f"{library.origin}/deposer")
    await page.locator("#file").set_input_files(write_photo_around(tmp_path / "La cour.jpg"))
    mine = page.locator("#list li", has_text="La cour.jpg")
    await expect(mine).to_contain_text("tout autour de soi", timeout=MADE_S * 1000)
    await mine.get_by_role("link", name="Préparer le replay").click(timeout=MADE_S * 1000)
    await faces(page, "front")
    recipe = tmp_path / "La recette.pdf"
    recipe.write_bytes(sheet_pdf())
    await page.locator("#attached-file").set_input_files(recipe)
    await expect(page.locator("#attached-said")).to_contain_text("La recette")
    # What is at work is drawn paler.
    await expect(page.locator("#attached[aria-busy]")).to_have_count(0)
    assert (await violations(page), await overflowing(page)) == ([], [])
    replay = page.url.rpartition("/")[2]
    await context.close()
    await publish(library, maker, replay)

    context = await new_person(seeing, width=360, height=740)
    page = await context.new_page()
    await page.goto(f"{library.origin}/replays/{replay}")
    await faces(page, "front")
    assert (await violations(page), await overflowing(page)) == ([], [])
    await expect(page.get_by_role("link", name="La recette")).to_contain_text(re.compile(r"\d\sKo"))
    async with page.expect_download() as brought:
        await page.get_by_role("link", name="La recette").click()
    assert Path(await (await brought.value).path()).read_bytes() == recipe.read_bytes()
    await page.locator("spherical-view canvas").focus()
    for _ in range(9):
        await page.keyboard.press("ArrowRight")
    await faces(page, "right")
    await context.close()


async def test_from_a_camera_to_the_neighbours(
    library: Library, seeing: Browser, tmp_path: Path
) -> None:
    maker = await signed_in(library, MAKER)
    replay = await bring(library, maker, write_film_around(tmp_path / "La cour.mp4"))

    context = await new_person(seeing)
    await context.add_cookies(
        [{"name": COOKIE, "value": maker.cookie or "", "url": library.origin}]
    )
    page = await context.new_page()
    await page.goto(f"{library.origin}/montage/{replay}")
    await faces(page, "front")
    await page.locator("#around canvas").focus()
    for _ in range(9):
        await page.keyboard.press("ArrowRight")
    await faces(page, "right")
    await page.get_by_role("button", name="Nommer cette vue").focus()
    await page.keyboard.press("Enter")
    await page.keyboard.type("Le mur")
    await page.keyboard.press("Tab")
    await page.keyboard.type("Blanc, avec une échelle.")
    await page.keyboard.press("Tab")
    await expect(page.locator("#saved")).to_contain_text("tout est enregistré")
    assert await violations(page) == []
    await context.close()
    link = {"title": "Le plan de la cour", "url": "https://example.org/plan"}
    beside = f"/api/replays/{replay}/attached"
    assert (await maker.ask("POST", beside, link)).status == 201
    await publish(library, maker, replay)

    context = await new_person(seeing, width=360, height=740)
    page = await context.new_page()
    await page.goto(f"{library.origin}/replays/{replay}")
    await faces(page, "front")
    assert (await violations(page), await overflowing(page)) == ([], [])
    await expect(page.get_by_role("link", name="Le plan de la cour")).to_be_visible()
    await page.get_by_role("button", name="Le mur").focus()
    await page.keyboard.press("Enter")
    await faces(page, "right")
    said = page.locator("spherical-view [role=status]")
    await expect(said).to_have_text("Le mur. Blanc, avec une échelle.")
    await page.locator("spherical-view summary").click()
    await expect(page.get_by_text("À droite : Le mur. Blanc, avec une échelle.")).to_be_visible()
    await page.locator("canvas").focus()
    for _ in range(9):
        await page.keyboard.press("ArrowRight")
    await faces(page, "behind")
    box = await page.locator("canvas").bounding_box()
    assert box is not None
    # What is under the mouse stays under it: 75° to the right comes what was to the left.
    await page.mouse.move(box["x"] + 20, box["y"] + 20)
    await page.mouse.down()
    await page.mouse.move(box["x"] + 20 + box["height"] * 1.2, box["y"] + 20, steps=3)
    await page.mouse.up()
    await faces(page, "right")
    await page.locator("#play").click()
    await until(
        lambda: page.locator("video").evaluate("film => film.currentTime > 0.3"),
        why="it does not play",
    )
    await context.close()
