"""A technician pairs a real kit, sees what it sees, and takes it back: real server, real kit
process, real browser."""

from __future__ import annotations

import asyncio
import re
import stat
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, async_playwright, expect

from tests.e2e.chromium import chromium, new_person
from tests.e2e.fleet.technician import (
    PASSWORD,
    PROFILE,
    kit_code,
    link_of_new_account,
    serving,
    start_kit,
)
from tests.e2e.house import House, stop
from tests.e2e.session.accessibility.audit import overflowing, violations

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]


@dataclass
class Kit:
    """A kit process, and what its own screen shows."""

    data_dir: Path
    process: asyncio.subprocess.Process

    @property
    def screen(self) -> Path:
        return self.data_dir / "pairing.html"

    async def code(self) -> str:
        return await kit_code(self.process, self.data_dir)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def server(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    async with serving(tmp_path_factory.mktemp("fleet")) as house:
        yield house


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def kit(server: House, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Kit]:
    data_dir = tmp_path_factory.mktemp("kit")
    process = await start_kit(server, data_dir)
    yield Kit(data_dir, process)
    await stop(process)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright, chromium(playwright, permissions="deny") as found:
        yield found


async def signed_in(server: House, browser: Browser) -> Page:
    """A technician who has just got an account, by the link that it comes with."""
    link = await link_of_new_account(server)
    context = await new_person(browser)
    page = await context.new_page()
    await page.goto(link)
    await page.get_by_label("Nouveau mot de passe").fill(PASSWORD)
    await page.get_by_role("button", name="Garder ce mot de passe").click()
    await page.wait_for_url(f"{server.origin}/aujourdhui")
    await page.get_by_role("link", name="Matériel").click()
    return page


async def test_from_a_code_to_a_picture_and_back(
    server: House, kit: Kit, browser: Browser, figure: Callable[[str], None]
) -> None:
    page = await signed_in(server, browser)
    await expect(page.get_by_text("Aucun boîtier n’est encore associé.")).to_be_visible()
    assert await violations(page) == []

    # In the room, the kit's screen says what to type.
    code = await kit.code()
    screen = await page.context.new_page()
    await screen.set_viewport_size({"width": 1920, "height": 1080})
    await screen.goto(kit.screen.as_uri())
    await expect(screen.get_by_text(code)).to_be_visible()
    assert await violations(screen) == []
    await screen.close()

    # A wrong code is said plainly; then the right one, by the keyboard alone.
    await page.get_by_role("button", name="Associer un boîtier").press("Enter")
    await page.keyboard.type("KKK KKK")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("alert")).to_contain_text("Aucun boîtier ne montre ce code")
    field = page.get_by_label("Code montré par le boîtier")
    await field.fill(code.lower())
    await page.get_by_label("Salle", exact=True).first.select_option("guitare")
    begun = time.monotonic()
    await field.press("Enter")
    await expect(page.get_by_role("heading", name="Guitare", level=2)).to_be_visible()

    # What it films is there, by itself.
    picture = page.locator("#views img")
    await expect(picture).to_be_visible(timeout=60_000)
    figure(f"kit paired to its picture on the fleet page: {time.monotonic() - begun:.1f} s")
    await expect(page.locator("#views")).to_contain_text("La salle")
    await expect(page.get_by_label("Profil", exact=True)).to_have_value(
        re.compile("name = .Essai.")
    )
    key = kit.data_dir / "kit-key.json"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert await violations(page) == []

    await page.locator("#care summary").click()
    await page.get_by_role("button", name="Appel d’essai").click()
    await expect(page.locator("#arriving")).to_contain_text("« La salle » arrive.")

    # What is adjusted from here is kept by the kit, until it goes back to its profile.
    await page.locator("#adjust summary").click()
    await page.get_by_label("Appareil", exact=True).select_option(label="La salle")
    await page.get_by_label("À gauche").fill("10")
    await page.get_by_role("button", name="Régler", exact=True).click()
    await expect(page.get_by_text("Réglé d’ici et gardé : image recadrée.")).to_be_visible()
    # It is off the picture that is shown: nothing more is marked on it.
    await expect(page.locator("#preview-crop")).to_be_hidden()
    await page.get_by_label("À droite").fill("9")
    await expect(page.locator("#preview-crop")).to_have_css("right", re.compile(r"^[1-9]"))
    assert await violations(page) == []
    await page.get_by_role("button", name="Revenir au profil").click()
    await expect(page.get_by_text("Réglé d’ici et gardé")).to_be_hidden()

    # A profile with a mistake is refused in words, and changes nothing.
    await page.locator("#profile summary").click()
    await page.get_by_label("Profil", exact=True).fill(PROFILE.replace("= 10", "= 99"))
    await page.get_by_role("button", name="Enregistrer le profil").click()
    await expect(page.locator("#profile-problem")).to_contain_text("il faut au plus 30")

    await page.set_viewport_size({"width": 360, "height": 740})
    assert await overflowing(page) == []

    # A key that was stolen is taken back: what runs with it is cut off.
    await page.get_by_role("button", name="Retirer ce boîtier").click()
    kit.screen.unlink()
    begun = time.monotonic()
    await page.locator("#confirm").get_by_role("button", name="Retirer ce boîtier").click()
    assert await kit.code() != code
    took = time.monotonic() - begun
    figure(f"kit removed to its connections cut and a new code: {took:.1f} s")
    await expect(page.get_by_text("Aucun boîtier n’est encore associé.")).to_be_visible()
    assert not key.exists()
    await page.context.close()
