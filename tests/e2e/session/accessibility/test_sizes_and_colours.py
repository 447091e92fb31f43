"""Small screens, large text, zoom, colours of the system, no motion."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import BrowserContext, Page, Playwright, ViewportSize, expect

from tests.e2e.chromium import EXECUTABLE, QUIET_ARGUMENTS, new_person
from tests.e2e.people import until
from tests.e2e.session.accessibility.audit import overflowing, too_small
from tests.e2e.session.gathering import Gathering, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

NARROW = ViewportSize(width=320, height=640)
PHONE = ViewportSize(width=360, height=740)
TABLET = ViewportSize(width=768, height=1024)
# A screen of 1280 x 800 at 200 %.
ZOOMED = ViewportSize(width=640, height=400)
USUAL = ViewportSize(width=1280, height=800)

SIZES = {"320 px": NARROW, "200 %": ZOOMED, "768 px": TABLET, "1280 px": USUAL}

# From the bottom of what is confirmed to the top of the commands; null while it is not said.
BETWEEN = """words => {
  const [note, commands] = ["note", "commands"].map(id => document.getElementById(id));
  return note.textContent.includes(words)
    ? commands.getBoundingClientRect().top - note.getBoundingClientRect().bottom : null;
}"""

UNFRAMED = """() => [...document.querySelectorAll("button, .bt, input, select")]
  .filter(one => one.getClientRects().length && !one.closest(".vh"))
  .filter(one => !["radio", "checkbox"].includes(one.type) && !one.matches(".lien, .vh"))
  .filter(one => ["none", "hidden"].includes(getComputedStyle(one).borderTopStyle)
    || parseFloat(getComputedStyle(one).borderTopWidth) < 1)
  .map(one => one.id || one.className || one.textContent.trim())"""


@pytest_asyncio.fixture(loop_scope="session")
async def desk(gathering: Gathering) -> AsyncIterator[BrowserContext]:
    context = await new_person(gathering.browser)
    await sign_in(await context.new_page(), gathering.house)
    yield context
    await context.close()


async def wide_somewhere(page: Page) -> dict[str, list[str]]:
    """What makes the page scroll sideways, or is hard to touch, by size; the last is the usual."""
    found: dict[str, list[str]] = {}
    for name, viewport in SIZES.items():
        await page.set_viewport_size(viewport)
        found[name] = [*await overflowing(page), *await too_small(page)]
    return {name: wide for name, wide in found.items() if wide}


async def test_nothing_scrolls_sideways_in_a_session(gathering: Gathering) -> None:
    pages = {"home": gathering["Paule"].page, "lead": gathering.host.page}
    await gathering.host.unfold("Paule")
    await gathering.host.tool("Poser une question")
    found = {name: await wide_somewhere(page) for name, page in pages.items()}
    await gathering.host.page.locator("#tool-question").click()
    assert found == {"home": {}, "lead": {}}
    await gathering["Paule"].page.set_viewport_size(NARROW)
    for label in ("Ouvrir mon micro", "Lever la main", "Écrire à tous"):
        await gathering["Paule"].command(label).scroll_into_view_if_needed()
        await expect(gathering["Paule"].command(label)).to_be_in_viewport()
    await gathering["Paule"].page.set_viewport_size(USUAL)


async def test_nothing_scrolls_sideways_elsewhere(
    gathering: Gathering, desk: BrowserContext
) -> None:
    page, session = desk.pages[0], gathering.session
    paths = [
        *("/", "/connexion", "/mot-de-passe", "/mot-de-passe/choisir#x", "/essai", "/aujourdhui"),
        *("/modeles", f"/seances/{session}", f"/presences/{session}", f"/votes/{session}"),
        *("/compte", "/deposer", "/fabrique", "/relecture", "/montage/gone", "/replays/gone"),
        *("/signaler/gone", "/nulle-part"),
    ]
    found: dict[str, dict[str, list[str]]] = {}
    for path in paths:
        await page.goto(gathering.house.origin + path)
        await expect(page.locator("h1").first).to_be_visible()
        await page.wait_for_load_state("networkidle")
        if wide := await wide_somewhere(page):
            found[path] = wide
    await page.goto("about:blank")
    await page.goto(gathering.take_part)
    await expect(page.get_by_role("button", name="Entrer")).to_be_enabled()
    if wide := await wide_somewhere(page):
        found["joining"] = wide
    assert found == {}


async def test_text_twice_as_large_scrolls_no_page_sideways(
    gathering: Gathering, playwright: Playwright
) -> None:
    large = await playwright.chromium.launch(
        executable_path=EXECUTABLE, args=[*QUIET_ARGUMENTS, "--blink-settings=defaultFontSize=32"]
    )
    found: dict[str, list[str]] = {}

    async def look(name: str, page: Page) -> None:
        for viewport in (ZOOMED, USUAL):
            await page.set_viewport_size(viewport)
            found[f"{name}, {viewport['width']} px"] = await overflowing(page)

    context = await new_person(large)
    lead = await context.new_page()
    await sign_in(lead, gathering.house)
    await expect(lead.get_by_role("article").first).to_be_visible()
    size = await lead.evaluate("getComputedStyle(document.documentElement).fontSize")
    assert size == "32px", "this browser ignored the wish for large text"
    await look("today", lead)
    await lead.goto(f"{gathering.house.origin}/presences/{gathering.session}")
    await expect(lead.locator("#in-room-count")).to_be_visible()
    await look("attendance", lead)
    await lead.goto(f"{gathering.house.origin}/animer/{gathering.session}")
    await expect(lead.locator("#home-list")).to_contain_text("Paule")
    await look("lead", lead)
    home = await gathering.arrive("Simone", context=await new_person(large))
    await look("waiting", home.page)
    await gathering.host.admit("Simone")
    await home.is_inside()
    await look("live", home.page)
    await home.leave()
    await large.close()
    assert {name: wide for name, wide in found.items() if wide} == {}


async def test_large_text_chosen_on_the_page_scrolls_none_sideways(
    gathering: Gathering, desk: BrowserContext
) -> None:
    page = desk.pages[0]
    found: dict[str, list[str]] = {}
    for path in (f"/presences/{gathering.session}", f"/animer/{gathering.session}"):
        await page.goto(gathering.house.origin + path)
        await expect(page.locator(".pas output").first).to_be_visible()
        await page.evaluate("document.documentElement.dataset.text = 'strong'")
        await page.set_viewport_size(NARROW)
        found[path] = await overflowing(page)
    await page.set_viewport_size(USUAL)
    assert {path: wide for path, wide in found.items() if wide} == {}


async def test_what_is_confirmed_covers_no_command(gathering: Gathering) -> None:
    luc = gathering["Luc"]
    usual = luc.page.viewport_size
    assert usual
    for viewport in (PHONE, TABLET):
        await luc.page.set_viewport_size(viewport)
        await luc.command("Lever la main").click()
        between = await until(
            lambda: luc.page.evaluate(BETWEEN, "Votre main est levée."),
            why="not confirmed",
            is_good=lambda found: found is not None,
        )
        assert between >= 0, viewport
        await luc.command("Baisser la main").click()
        await expect(luc.page.locator("#note")).to_contain_text("Votre main est baissée.")
    await luc.page.set_viewport_size(usual)


async def test_controls_keep_a_frame_in_the_systems_colours(gathering: Gathering) -> None:
    for page in (gathering["Paule"].page, gathering.host.page):
        await page.emulate_media(forced_colors="active")
        assert await page.evaluate("matchMedia('(forced-colors: active)').matches")
        unframed = await page.evaluate(UNFRAMED)
        await page.emulate_media(forced_colors="null")
        assert unframed == []


async def test_nothing_moves_for_whoever_asks_for_it(gathering: Gathering) -> None:
    page = gathering["Paule"].page
    await page.emulate_media(reduced_motion="reduce")
    await gathering["Paule"].command("Lever la main").click()
    moving = await page.evaluate(
        "document.getAnimations().filter(one => one.playState === 'running').length"
    )
    await gathering["Paule"].command("Baisser la main").click()
    await page.emulate_media(reduced_motion="null")
    assert moving == 0
