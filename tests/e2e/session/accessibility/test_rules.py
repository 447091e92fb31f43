"""No rule of axe-core is broken on any page, in any state, in daylight or in a dark room."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from typing import Literal

import pytest
import pytest_asyncio
from playwright.async_api import BrowserContext, Page, expect

from tests.e2e.chromium import new_person
from tests.e2e.session.accessibility.audit import violations
from tests.e2e.session.gathering import Gathering, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


class Audit:
    """Collects what is wrong, by page and state."""

    def __init__(self) -> None:
        self.found: dict[str, list[str]] = {}

    async def look(self, state: str, page: Page) -> None:
        for scheme in SCHEMES:
            # Without motion: colours are those that stay, not those of a transition.
            await page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            if wrong := await violations(page):
                self.found[f"{state}, {scheme}"] = wrong
        await page.emulate_media(color_scheme="null", reduced_motion="null")


@pytest.fixture
def audit() -> Audit:
    return Audit()


@pytest_asyncio.fixture(loop_scope="session")
async def visitor(gathering: Gathering) -> AsyncIterator[BrowserContext]:
    context = await new_person(gathering.browser)
    yield context
    await context.close()


async def test_doors(gathering: Gathering, visitor: BrowserContext, audit: Audit) -> None:
    page = await visitor.new_page()
    for path in ("/", "/connexion", "/mot-de-passe", "/mot-de-passe/choisir#x", "/nulle-part"):
        await page.goto(gathering.house.origin + path)
        await expect(page.locator("h1").first).to_be_visible()
        await audit.look(path, page)
    await page.goto(f"{gathering.house.origin}/connexion")
    await page.get_by_role("button", name="Se connecter").click()
    await expect(page.get_by_role("alert")).to_be_visible()
    await audit.look("signing in, nothing written", page)
    await page.goto(f"{gathering.house.origin}/essai")
    await audit.look("/essai, under way", page)
    assert audit.found == {}


async def test_desks(gathering: Gathering, visitor: BrowserContext, audit: Audit) -> None:
    page, origin = await visitor.new_page(), gathering.house.origin
    await sign_in(page, gathering.house)
    await expect(page.get_by_role("article").first).to_be_visible()
    await audit.look("today", page)
    await page.get_by_role("button", name="Séance imprévue").click()
    await audit.look("today, an unplanned session", page)
    await page.goto(f"{origin}/seances/{gathering.session}")
    await expect(page.locator("#edit")).to_be_visible()
    await page.get_by_role("button", name="Ajouter un document").click()
    await audit.look("a session", page)
    await page.goto(f"{origin}/modeles")
    await page.get_by_role("button", name=re.compile("Modifier")).first.click()
    await expect(page.locator("#edit")).to_be_visible()
    await audit.look("a template", page)
    await page.get_by_role("button", name="Revenir à la liste").click()
    await audit.look("templates", page)
    await page.goto(f"{origin}/presences/{gathering.session}")
    await page.get_by_role("button", name="Corriger").first.click()
    await audit.look("attendance, a line being corrected", page)
    await page.goto(f"{origin}/votes/{gathering.session}")
    await expect(page.locator("main")).to_be_visible()
    await audit.look("minutes of votes", page)
    assert audit.found == {}


async def test_before_the_session_and_after(
    gathering: Gathering, visitor: BrowserContext, audit: Audit
) -> None:
    page = await visitor.new_page()
    await page.goto(gathering.take_part)
    enter = page.get_by_role("button", name="Entrer")
    await enter.click()
    await expect(page.locator("#name-missing")).to_be_visible()
    await audit.look("joining, name missing", page)
    await page.get_by_label("Votre prénom").fill("Simone")
    await enter.click()
    await expect(page.get_by_text("Sandrine sait que vous êtes là")).to_be_visible()
    await page.get_by_role("button", name="Essayer mon micro").click()
    await audit.look("waiting, trying the microphone", page)
    await audit.look("lead, somebody waits", gathering.host.page)
    await gathering.host.admit("Simone")
    await expect(page.locator("#live")).to_be_visible()
    await page.get_by_role("button", name="Quitter").click()
    await audit.look("leaving, to be confirmed", page)
    await page.get_by_role("dialog").get_by_role("button", name="Quitter").click()
    await expect(page.get_by_text("Vous avez quitté l’atelier")).to_be_visible()
    await audit.look("left", page)
    assert audit.found == {}


async def test_a_session_with_everything_in_it(gathering: Gathering, audit: Audit) -> None:
    host, paule, luc = gathering.host, gathering["Paule"], gathering["Luc"]
    await audit.look("live, quiet, wide", paule.page)
    await audit.look("live, quiet, phone", luc.page)
    await audit.look("lead, quiet", host.page)

    await host.tool("Poser une question")
    await audit.look("lead, a question being written", host.page)
    await host.page.get_by_label("Votre question").fill("Encore une crêpe ?")
    await host.button("Poser la question").click()
    await host.tool("Donner un temps")
    await audit.look("lead, a time being given", host.page)
    await host.button("10 minutes").click()
    await host.button("Demander l’accord de chacun").click()
    await expect(paule.page.locator("dialog.plein[open]")).to_be_visible()
    await audit.look("asked for consent, wide", paule.page)
    await audit.look("asked for consent, phone", luc.page)
    for resident in gathering.residents.values():
        await expect(resident.page.locator("dialog.plein[open]")).to_be_visible()
        await resident.page.keyboard.press("Escape")
    for resident in (luc, paule):
        await resident.command("Lever la main").click()
        await resident.page.locator("#live .aider:visible").first.click()
    await paule.write("Le lien : https://recettes.example/galettes")
    await luc.command("Écrire à tous").click()
    await audit.look("live, everything at once, wide", paule.page)
    await audit.look("live, the discussion open, phone", luc.page)
    await luc.page.locator("#discussion-close").click()
    await audit.look("live, everything at once, phone", luc.page)
    await host.unfold("Luc")
    await audit.look("lead, everything at once, acts on somebody", host.page)
    await host.button("Aider Paule").click()
    await audit.look("lead, helping", host.page)
    await host.row("Paule").locator(".deplie").get_by_role("button", name="Montez le son").click()
    await expect(paule.page.locator(".consigne")).to_be_visible()
    await audit.look("live, an instruction", paule.page)
    await host.tool("Écrire à tous")
    await audit.look("lead, the discussion", host.page)
    assert audit.found == {}


@pytest_asyncio.fixture(loop_scope="session", autouse=True)
async def put_back(gathering: Gathering) -> AsyncIterator[None]:
    """The session is quiet again, whatever the scenario found."""
    yield
    say = """messages => messages.forEach(one => probe.sockets.at(-1).send(JSON.stringify(one)))"""
    calm = ["timer.stop", "poll.close", "poll.show", "poll.clear"]
    await gathering.host.page.evaluate(
        say, [*({"type": one} for one in calm), {"type": "recording.ask", "on": False}]
    )
    for resident in gathering.residents.values():
        down = [{"type": "hand", "up": False}, {"type": "help.ask", "on": False}]
        await resident.page.evaluate(say, [*down, {"type": "help.done"}])


async def test_the_rooms_screen(
    gathering: Gathering, visitor: BrowserContext, audit: Audit
) -> None:
    page = await visitor.new_page()
    await page.goto(gathering.house.room)
    await expect(page.get_by_text("Paule").first).to_be_visible()
    await audit.look("the room's screen", page)
    assert audit.found == {}
