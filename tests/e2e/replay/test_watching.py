"""A neighbour watches: the picture follows, the words are there, the keyboard is enough."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.async_api import Page, expect

from tests.e2e.replay.conftest import Library, comes_true, watch
from tests.e2e.replay.film import DURATION_S
from tests.e2e.replay.seeking import SEEK, every_jump_shows_its_own_picture

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def now(page: Page) -> float:
    seconds: float = await page.evaluate("document.getElementById('film').currentTime")
    return seconds


async def test_it_plays_and_every_jump_shows_its_own_picture(
    library: Library, page: Page, figure: Callable[[str], None]
) -> None:
    film = await library.published()
    await watch(page, library, film)
    await page.locator("#play").click()
    await comes_true(page, "film => film.currentTime > 0.3")
    await expect(page.locator("#play-words")).to_have_text("Mettre en pause")
    await page.locator("#play").click()
    await every_jump_shows_its_own_picture(page, figure)


async def test_subtitles_are_shown_as_large_and_as_dark_as_one_likes(
    library: Library, page: Page
) -> None:
    await watch(page, library, await library.published())
    await page.evaluate(SEEK, 31)
    await expect(page.locator("#said-now")).to_have_text("Sandrine : Étape 7, on verse la pâte")
    size = "parseFloat(getComputedStyle(document.getElementById('said-now')).fontSize)"
    usual: float = await page.evaluate(size)
    await page.get_by_role("button", name="Réglages").click()
    await page.get_by_label("Taille des sous-titres").select_option("huge")
    await page.get_by_label("Sous-titres jaunes sur fond noir").check()
    assert await page.evaluate(size) > usual * 1.3
    ground = "getComputedStyle(document.getElementById('said-now')).backgroundColor"
    assert await page.evaluate(ground) == "rgb(0, 0, 0)"
    await page.get_by_role("button", name="Sous-titres", exact=True).click()
    await expect(page.locator("#said-now")).to_have_text("")
    # As one likes it holds for the next film too.
    await page.reload()
    await expect(page.locator("#player")).to_have_attribute("data-size", "huge")
    await expect(page.get_by_role("button", name="Sous-titres", exact=True)).to_have_attribute(
        "aria-pressed", "false"
    )


async def test_the_keyboard_is_enough(library: Library, page: Page) -> None:
    await watch(page, library, await library.published())
    bar = page.get_by_role("slider", name="Position dans la vidéo")
    for _ in range(20):
        await page.keyboard.press("Tab")
        if await bar.evaluate("bar => bar === document.activeElement"):
            break
    await expect(bar).to_be_focused()
    await page.keyboard.press("ArrowRight")
    assert await now(page) == pytest.approx(5, abs=0.2)
    await page.keyboard.press("PageUp")
    await expect(bar).to_have_attribute(
        "aria-valuetext", "20\u00a0s sur 1\u00a0min, chapitre La pâte et le repos"
    )
    await page.keyboard.press("End")
    assert await now(page) == pytest.approx(DURATION_S, abs=1)
    await page.keyboard.press("Home")
    await page.keyboard.press(" ")
    await comes_true(page, "film => !film.paused")
    await page.keyboard.press(" ")
    await comes_true(page, "film => film.paused")
    # Space on a button presses it, and does not play the film too.
    await page.locator("#subtitles").focus()
    await page.keyboard.press(" ")
    await expect(page.locator("#subtitles")).to_have_attribute("aria-pressed", "false")
    assert await page.evaluate("document.getElementById('film').paused")


async def test_the_text_is_searched_and_one_press_jumps(library: Library, page: Page) -> None:
    await watch(page, library, await library.published())
    await page.get_by_label("Chercher dans le texte").fill("PATE")
    await expect(page.locator("#text-count")).to_have_text("1 passage trouvé.")
    await page.locator("#text-lines").get_by_role("link", name="0:30").click()
    assert await now(page) == pytest.approx(30, abs=0.2)
    await expect(page.locator("#text-lines .ici")).to_contain_text("on verse la pâte")
    await page.get_by_role("link", name="Étaler et retourner").click()
    assert await now(page) == pytest.approx(40, abs=0.2)
    chapter = page.locator("#chapter-list [aria-current=true]")
    await expect(chapter).to_contain_text("Étaler et retourner")


async def test_one_goes_on_where_one_left(library: Library, page: Page) -> None:
    film = await library.published()
    await watch(page, library, film)
    await page.evaluate(SEEK, 35)
    await watch(page, library, film)
    await expect(page.locator("#resumed")).to_contain_text("Vous reprenez à 0:33")
    await comes_true(page, "film => film.currentTime > 30")
    await page.get_by_role("button", name="Revoir depuis le début").click()
    assert await now(page) == pytest.approx(0, abs=0.2)


async def test_a_lighter_picture_or_the_sound_alone_go_on_at_the_same_place(
    library: Library, page: Page
) -> None:
    await watch(page, library, await library.published())
    await page.evaluate(SEEK, 25)
    await page.get_by_role("button", name="Réglages").click()
    for choice, file in (("360", "360.mp4"), ("sound", "sound.m4a"), ("720", "720.mp4")):
        await page.get_by_label("Image").select_option(choice)
        await comes_true(
            page,
            f"film => film.currentSrc.endsWith('{file}') && film.readyState >= 2"
            " && Math.abs(film.currentTime - 25) < 0.5",
        )
    await page.get_by_label("Vitesse").select_option("1.5")
    assert await page.evaluate("document.getElementById('film').playbackRate") == 1.5


async def test_a_link_opens_it_and_the_address_without_does_not(
    library: Library, page: Page
) -> None:
    film = await library.published(visibility="link")
    row = await film.row()
    assert row is not None
    await page.goto(f"{library.origin}/replays/{film.id}")
    await expect(page.locator("#gone-words")).to_have_text("Cette vidéo n’est plus visible.")
    await page.goto("about:blank")
    await watch(page, library, film, f"#{row.link_secret}")
    await page.evaluate(SEEK, 10)


async def test_whoever_is_in_it_hides_it(library: Library, page: Page) -> None:
    film = await library.published()
    await watch(page, library, film)
    await page.get_by_role("button", name="Je suis dans cette vidéo").click()
    await page.get_by_role("button", name="Masquer la vidéo").click()
    await expect(page.get_by_role("alert")).to_have_text("Écrivez votre prénom.")
    await page.get_by_label("Votre prénom").fill("Gérard")
    await page.get_by_role("button", name="Masquer la vidéo").click()
    await expect(page.locator("#gone-words")).to_contain_text("C’est fait, la vidéo est masquée.")
    assert await film.state() == "unpublished"
