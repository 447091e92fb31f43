"""Bringing a film from a phone, through what phones and lines do to it."""

from __future__ import annotations

import asyncio
import hashlib
import re
import struct
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import BrowserContext, Locator, Page, ViewportSize, expect

from tests.e2e.people import until
from tests.e2e.session.accessibility.audit import overflowing, violations
from tests.server.uploads.house import House
from tests.support.films import make_film

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
MB = 1 << 20
#: What a phone may send: slow enough for something to happen meanwhile.
LINE_BYTES_S = 2 * MB


@pytest_asyncio.fixture(loop_scope="session")
async def phone(workshop: House, volunteer: Callable[..., Awaitable[BrowserContext]]) -> Page:
    """Luc's phone, on the page."""
    page = await (await volunteer()).new_page()
    await page.goto(f"{workshop.address}/deposer")
    await expect(page.locator("#limits")).to_contain_text("au plus")
    return page


async def slow_down(page: Page) -> None:
    line = await page.context.new_cdp_session(page)
    await line.send("Network.enable")
    conditions = {"offline": False, "latency": 20, "downloadThroughput": -1}
    await line.send(
        "Network.emulateNetworkConditions", {**conditions, "uploadThroughput": LINE_BYTES_S}
    )


def film_of(path: Path, size: int) -> Path:
    """A film that can be watched, as large as is wanted: players pass over the box at its end."""
    make_film(path, frames=25)
    data = path.read_bytes()
    rest = size - len(data)
    path.write_bytes(data + struct.pack(">I4s", rest, b"free") + bytes(rest - 8))
    return path


def digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


async def choose(page: Page, path: Path) -> None:
    await page.locator("#file").set_input_files(path)


def card(page: Page, name: str) -> Locator:
    return page.locator("#list li", has_text=name)


async def percent(page: Page) -> int:
    # In one step: the bar goes when all has come.
    bars = page.locator("#sending [role=progressbar]")
    now = await bars.evaluate_all("bars => bars.map(bar => bar.getAttribute('aria-valuenow'))")
    return int(now[0] or 0) if now else -1


async def reaches(page: Page, wanted: int) -> int:
    return await until(
        lambda: percent(page), is_good=lambda n: n >= wanted, why=f"never at {wanted} %"
    )


async def test_the_server_killed_and_the_page_loaded_again_midway(
    workshop: House, phone: Page, tmp_path: Path, figure: Callable[[str], None]
) -> None:
    film = film_of(tmp_path / "crêpes.mp4", 10 * MB + 12_345)
    await slow_down(phone)
    await choose(phone, film)
    await reaches(phone, 10)
    begun = workshop.uploads.glob("*/content")
    upload = max(begun, key=lambda path: path.stat().st_mtime)
    kept = tmp_path / "kept"
    kept.hardlink_to(upload)
    await asyncio.to_thread(workshop.kill)
    await expect(phone.locator("#sending")).to_contain_text("L’envoi reprendra tout seul")
    cut_at = kept.stat().st_size
    await asyncio.to_thread(workshop.start)
    went_on = await reaches(phone, 35)

    await phone.reload()
    mine = card(phone, "crêpes.mp4")
    await expect(mine).to_contain_text("Choisissez à nouveau le même fichier")
    said = re.search(r"reprendra à (\d+)", await mine.inner_text())
    assert said and int(said[1]) >= went_on
    await slow_down(phone)
    async with phone.expect_file_chooser() as chooser:
        await mine.get_by_role("button", name="Reprendre l’envoi").click()
    await (await chooser.value).set_files(film)
    await expect(phone.locator("#sending")).to_contain_text("là où il s’était arrêté")
    assert await percent(phone) >= int(said[1])
    await expect(phone.locator("#done")).to_contain_text("est arrivé en entier", timeout=30_000)
    await expect(card(phone, "crêpes.mp4")).to_contain_text("Bien reçu", timeout=30_000)
    assert digest(kept) == digest(film)
    figure(f"a film killed at {cut_at} bytes, loaded again at {said[1]} %: the same SHA-256")


async def test_a_film_that_the_phone_prepared_anew_is_explained(
    phone: Page, tmp_path: Path
) -> None:
    (tmp_path / "again").mkdir()
    first = film_of(tmp_path / "IMG_0042.mov", 4 * MB)
    again = film_of(tmp_path / "again" / "IMG_0042.mp4", 3 * MB)
    await slow_down(phone)
    await choose(phone, first)
    await reaches(phone, 10)
    await phone.reload()
    await expect(card(phone, "IMG_0042.mov")).to_contain_text("Choisissez à nouveau")
    await choose(phone, again)
    await expect(phone.get_by_role("heading", name="Ce n’est plus le même fichier")).to_be_visible()
    assert await violations(phone) == []
    await phone.get_by_role("button", name="Recommencer avec ce fichier").click()
    await expect(card(phone, "IMG_0042.mp4")).to_contain_text("Bien reçu", timeout=30_000)
    await expect(card(phone, "IMG_0042.mov")).to_have_count(0)


async def test_a_tail_that_changed_is_noticed_though_its_beginning_did_not(
    phone: Page, tmp_path: Path
) -> None:
    film = film_of(tmp_path / "noël.mp4", 4 * MB)
    await slow_down(phone)
    await choose(phone, film)
    await reaches(phone, 10)
    await phone.reload()
    await expect(card(phone, "noël.mp4")).to_be_visible()
    data = bytearray(film.read_bytes())
    data[100_000:] = b"\x01" * (len(data) - 100_000)
    film.write_bytes(data)
    await choose(phone, film)
    await expect(phone.get_by_role("heading", name="Ce n’est plus le même fichier")).to_be_visible()
    await card(phone, "noël.mp4").get_by_role("button", name="Abandonner cet envoi").click()
    await phone.get_by_role("dialog").get_by_role("button", name="Effacer").click()
    await expect(card(phone, "noël.mp4")).to_have_count(0)


async def test_what_is_no_film_is_refused_in_words_and_may_be_deleted(
    phone: Page, tmp_path: Path
) -> None:
    hostile = tmp_path / "film.mp4"
    hostile.write_text("ffconcat version 1.0\nfile /etc/passwd\n")
    await choose(phone, hostile)
    refused = card(phone, "film.mp4")
    await expect(refused).to_contain_text("n’est pas une vidéo que nous savons lire")
    await expect(refused).to_contain_text("Refusé")
    (tmp_path / "vide.mp4").touch()
    await choose(phone, tmp_path / "vide.mp4")
    await expect(phone.locator("#problem")).to_contain_text("Ce fichier est vide")
    assert await violations(phone) == []
    for size in (ViewportSize(width=320, height=640), ViewportSize(width=1280, height=800)):
        await phone.set_viewport_size(size)
        assert await overflowing(phone) == []
    await refused.get_by_role("button", name="Effacer").click()
    await phone.get_by_role("dialog").get_by_role("button", name="Effacer").click()
    await expect(refused).to_have_count(0)


async def test_a_film_dropped_on_the_page_by_somebody_who_then_gives_up(phone: Page) -> None:
    await slow_down(phone)
    await phone.evaluate(
        """() => {
          const held = new DataTransfer();
          held.items.add(new File([new Uint8Array(6_000_000)], "posé.mp4"));
          document.querySelector("#choose").dispatchEvent(
            new DragEvent("drop", { dataTransfer: held, bubbles: true, cancelable: true }));
        }"""
    )
    await expect(phone.locator("#sending")).to_contain_text("posé.mp4")
    await phone.get_by_role("button", name="Abandonner cet envoi").click()
    await phone.get_by_role("dialog").get_by_role("button", name="Abandonner").click()
    await expect(phone.locator("#choose")).to_be_visible()
    await expect(card(phone, "posé.mp4")).to_have_count(0)
