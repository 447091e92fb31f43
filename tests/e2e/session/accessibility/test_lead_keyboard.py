"""The page of whoever leads by keyboard alone: every act reached, seen, done, and gone on from."""

from __future__ import annotations

import pytest
from playwright.async_api import Locator, Page, expect

from tests.e2e.session.accessibility.keyboard import press, tab_to
from tests.e2e.session.gathering import Gathering

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_the_door_by_keyboard_alone(gathering: Gathering) -> None:
    host, page = gathering.host, gathering.host.page
    await _from_the_top(page)
    await press(host.button("Fermer la porte"), "Enter")
    await expect(page.locator("#door")).to_be_visible()
    await press(host.button("Ouvrir la porte"), "Space")
    await expect(page.locator("#door")).to_be_hidden()

    odette = await gathering.arrive("Odette")
    await press(host.button("Faire entrer Odette"), "Enter")
    await odette.is_inside()

    await press(await _more(gathering, "Odette"), "Enter")
    await press(_act(gathering, "Odette", "Faire sortir"), "Enter")
    dialog = page.get_by_role("dialog")
    await expect(dialog).to_contain_text("Faire sortir Odette ?")
    await page.keyboard.press("Escape")
    await expect(dialog).to_be_hidden()
    await expect(odette.page.locator("#live")).to_be_visible()
    await press(await _more(gathering, "Odette"), "Enter")
    await press(_act(gathering, "Odette", "Faire sortir"), "Enter")
    await press(dialog.get_by_role("button", name="Faire sortir"), "Enter")
    await expect(host.row("Odette")).to_have_count(0)
    await _somewhere(page)
    await odette.page.context.close()


async def test_the_people_by_keyboard_alone(gathering: Gathering) -> None:
    host, page, paule = gathering.host, gathering.host.page, gathering["Paule"]
    await _from_the_top(page)
    await paule.open_microphone()
    await paule.command("Lever la main").click()
    await press(await _more(gathering, "Paule"), "Enter")
    # What unfolded has the focus; Escape folds it and gives the focus back.
    await expect(host.row("Paule").locator(".deplie button").first).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(await _more(gathering, "Paule")).to_be_focused()

    for label in ("Couper le micro", "Baisser la main", "Mettre en avant"):
        await _do(gathering, "Paule", label)
    await expect(paule.command("Ouvrir mon micro")).to_be_visible()
    await expect(paule.page.locator("#hand")).to_have_attribute("aria-pressed", "false")
    await expect(paule.page.get_by_text("Sandrine vous met en avant.")).to_be_visible()
    await press(host.button("Laisser chacun choisir"), "Enter")

    await _do(gathering, "Paule", "Donner la conduite pour 30 minutes")
    await expect(host.row("Paule")).to_contain_text("Conduit la séance")
    await _do(gathering, "Paule", "Reprendre la conduite")
    await expect(host.row("Paule")).not_to_contain_text("Conduit la séance")
    await _do(gathering, "Paule", "Parler en aparté")
    await expect(host.row("Paule")).to_contain_text("En aparté")
    await _do(gathering, "Paule", "Revenir avec tous")
    await expect(host.row("Paule")).not_to_contain_text("En aparté")

    await paule.open_microphone()
    await press(host.button("Couper tous les micros"), "Enter")
    await expect(paule.command("Ouvrir mon micro")).to_be_visible()
    await _somewhere(page)


async def test_the_tools_by_keyboard_alone(gathering: Gathering) -> None:
    host, page, keyboard = gathering.host, gathering.host.page, gathering.host.page.keyboard
    paule = gathering["Paule"]
    await _from_the_top(page)
    await press(_tool(page, "Écrire à tous"), "Enter")
    await expect(page.locator("#chat-log").get_by_role("textbox")).to_be_focused()
    await keyboard.type("Du clavier de Sandrine")
    await keyboard.press("Enter")
    await expect(paule.page.locator("#chat")).to_contain_text("Du clavier de Sandrine")
    await press(page.get_by_role("button", name="Effacer le message de Sandrine").last, "Enter")
    await expect(paule.page.locator("#chat")).not_to_contain_text("Du clavier de Sandrine")
    await _somewhere(page)
    await tab_to(_tool(page, "Écrire à tous"), forward=False)
    await keyboard.press("Enter")
    await expect(page.locator("#panel-chat")).to_be_hidden()

    await press(_tool(page, "Donner un temps"), "Enter")
    await press(page.get_by_role("button", name="3 minutes"), "Enter")
    await expect(paule.page.get_by_role("timer")).to_be_visible()
    await press(page.locator("#timer-shown").get_by_role("button"), "Enter")
    await expect(paule.page.get_by_role("timer")).to_be_hidden()

    await press(_tool(page, "Poser une question"), "Enter")
    await expect(page.get_by_label("Votre question")).to_be_focused()
    await keyboard.type("Une pause ?")
    await press(host.button("Poser la question"), "Enter")
    for label in ("Arrêter les réponses", "Montrer le résultat", "Ranger la question"):
        await press(host.button(label), "Enter")
    await expect(page.locator("#poll")).to_be_hidden()
    await _somewhere(page)

    shown = page.get_by_role("group", name="Image mise en avant")
    await tab_to(shown.locator("input:checked"))
    await keyboard.press("ArrowRight")
    await press(host.button("Laisser chacun choisir"), "Enter")

    await press(host.button("Couper le micro de la salle"), "Enter")
    await press(host.button("Rouvrir le micro de la salle"), "Enter")
    await tab_to(page.get_by_label("Changer de micro"))

    await press(host.button("Demander l’accord de chacun"), "Enter")
    await expect(page.locator("#recording-on")).to_be_visible()
    await press(host.button("Ne plus demander"), "Enter")
    await expect(page.locator("#recording-on")).to_be_hidden()

    heads = page.locator("#room-count")
    await press(page.locator("#room-more"), "Enter")
    await expect(heads).to_have_text("1")
    await press(page.locator("#room-less"), "Enter")
    await expect(heads).to_have_text("0")

    await press(host.button("Terminer"), "Enter")
    dialog = page.get_by_role("dialog")
    await expect(dialog).to_contain_text("Terminer la séance ?")
    await keyboard.press("Escape")
    await expect(dialog).to_be_hidden()
    await expect(host.button("Terminer")).to_be_focused()
    await expect(page.locator("#state-sentence")).to_contain_text("Séance ouverte")


async def _do(gathering: Gathering, name: str, label: str) -> None:
    await press(await _more(gathering, name), "Enter")
    await press(_act(gathering, name, label), "Enter")
    await _somewhere(gathering.host.page)


async def _more(gathering: Gathering, name: str) -> Locator:
    page = gathering.host.page
    return page.get_by_role("button", name=f"Plus d’actions pour {name}", exact=True)


def _act(gathering: Gathering, name: str, label: str) -> Locator:
    row = gathering.host.row(name)
    return row.locator(".deplie").get_by_role("button", name=label, exact=True)


def _tool(page: Page, label: str) -> Locator:
    return page.locator(".outil").get_by_role("button", name=label)


async def _from_the_top(page: Page) -> None:
    await page.evaluate("() => { document.activeElement?.blur(); scrollTo(0, 0); }")
    skip = page.get_by_role("link", name="Aller au contenu")
    await press(skip, "Enter")
    await expect(page.locator("#content")).to_be_focused()


async def _somewhere(page: Page) -> None:
    """What vanished under the finger left the focus on something: Tab does not begin anew."""
    await page.wait_for_function("document.activeElement !== document.body", timeout=5000)
