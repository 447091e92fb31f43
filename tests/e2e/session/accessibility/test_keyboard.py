"""The page of those at home by keyboard alone: every action, in order, seen, and never a trap."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from tests.e2e.chromium import new_person
from tests.e2e.session.accessibility.keyboard import press, tab_to
from tests.e2e.session.gathering import Gathering
from tests.e2e.session.participants import Resident

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


@pytest_asyncio.fixture(loop_scope="session")
async def odile(gathering: Gathering) -> AsyncIterator[Resident]:
    """Somebody who has no mouse, let in."""
    context = await new_person(gathering.browser)
    page = await context.new_page()
    await page.goto(gathering.take_part)
    await expect(page.get_by_role("button", name="Entrer")).to_be_enabled()
    await tab_to(page.get_by_label("Votre prénom"))
    await page.keyboard.type("Odile")
    await page.keyboard.press("Enter")
    await gathering.host.admit("Odile")
    resident = Resident(page, "Odile")
    await resident.is_inside()
    yield resident
    await gathering.see_off(resident)


async def test_every_action_at_home_by_keyboard_alone(
    gathering: Gathering, odile: Resident
) -> None:
    page, keyboard = odile.page, odile.page.keyboard
    await page.locator("body").evaluate("() => document.activeElement?.blur()")
    await skip_to_commands(page)

    await press(odile.command("Ouvrir mon micro"), "Enter")
    await go_on(page)
    await expect(odile.command("Couper mon micro")).to_be_visible()
    await press(odile.command("Couper mon micro"), "Space")
    await expect(odile.command("Ouvrir mon micro")).to_be_visible()
    await press(odile.command("Allumer ma caméra"), "Enter")
    await go_on(page)
    await press(odile.command("Éteindre ma caméra"), "Enter")
    await expect(odile.command("Allumer ma caméra")).to_be_visible()

    await press(odile.command("Lever la main"), "Space")
    await expect(page.locator("#hand")).to_have_attribute("aria-pressed", "true")
    await keyboard.press("Space")
    await expect(page.locator("#hand")).to_have_attribute("aria-pressed", "false")

    await press(odile.command("Écrire à tous"), "Enter")
    await expect(page.get_by_label("Votre message")).to_be_focused()
    await keyboard.type("Au clavier")
    await keyboard.press("Enter")
    await expect(page.locator("#chat")).to_contain_text("Au clavier")
    await press(page.get_by_role("group", name="Réagir sans parler").get_by_text("Merci"), "Enter")
    await expect(gathering.host.page.locator("#reactions")).to_contain_text("Merci : Odile")
    await page.get_by_label("Votre message").focus()
    await keyboard.press("Escape")
    await expect(page.locator("#discussion")).to_be_hidden()
    await expect(page.locator("#write")).to_be_focused()

    await tab_to(page.locator("#cameras input:checked"), forward=False)
    await keyboard.press("ArrowRight")
    await expect(page.get_by_role("radio", name="Gros plan mains")).to_be_checked()
    await press(page.get_by_role("button", name="Grand texte"), "Enter")
    await expect(page.get_by_role("button", name="Grand texte")).to_have_attribute(
        "aria-pressed", "true"
    )
    await keyboard.press("Enter")


async def test_questions_by_keyboard_alone(gathering: Gathering, odile: Resident) -> None:
    host, page, keyboard = gathering.host, odile.page, odile.page.keyboard
    await host.tool("Poser une question")
    await host.page.get_by_label("Votre question").fill("À samedi ?")
    await host.button("Poser la question").click()
    card = page.locator("#poll-card")
    await tab_to(card.get_by_role("radio").first)
    await keyboard.press("Space")
    await press(card.get_by_role("button", name="Donner ma réponse"), "Enter")
    await expect(card).to_contain_text("Votre réponse est prise.")
    for label in ("Arrêter les réponses", "Montrer le résultat", "Ranger la question"):
        await host.button(label).click()

    await page.locator("#hand").focus()
    await host.button("Demander l’accord de chacun").click()
    dialog = page.locator("dialog.plein[open]")
    # The question has the focus: a screen reader reads it first, and Tab stays inside.
    await expect(dialog.get_by_role("heading")).to_be_focused()
    await press(dialog.get_by_role("button", name="Oui, ma voix seulement"), "Enter")
    await expect(dialog).to_have_count(0)
    await expect(page.locator("#hand")).to_be_focused()
    for resident in gathering.residents.values():
        await resident.page.keyboard.press("Escape")
    await host.button("Ne plus demander").click()

    await press(page.get_by_role("button", name="Quitter"), "Enter")
    await keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_be_hidden()
    await expect(page.get_by_role("button", name="Quitter")).to_be_focused()


async def skip_to_commands(page: Page) -> None:
    """The first stop of the page leads past the picture."""
    await page.evaluate("scrollTo(0, 0)")
    skip = page.get_by_role("link", name="Aller aux commandes")
    await tab_to(skip)
    await expect(skip).to_be_in_viewport()
    await page.keyboard.press("Enter")
    await expect(page.locator("#commands")).to_be_focused()


async def go_on(page: Page) -> None:
    """Past the page's own question before the browser's, where it asks one."""
    yes = page.get_by_role("button", name="Oui, continuer")
    if await yes.is_visible():
        await press(yes, "Enter")
