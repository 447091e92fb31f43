"""Whoever coordinates: the team, the rooms, what is kept; and one's own account."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Page, ViewportSize, expect

from tests.e2e.chromium import new_person
from tests.e2e.house import House
from tests.e2e.people import words
from tests.e2e.session.accessibility.audit import overflowing, violations
from tests.e2e.session.gathering import Gathering

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

CLAIRE = "claire@demo.passerelle"
PASSWORD = "une aiguille dans le foin"
NARROW, USUAL = ViewportSize(width=320, height=640), ViewportSize(width=1280, height=800)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def claire(gathering: Gathering) -> AsyncIterator[Page]:
    """She coordinates the centre."""
    link = await gathering.house.command("user", "link", "--email", CLAIRE)
    page = await choose_password(gathering, link)
    yield page
    await page.context.close()


async def choose_password(gathering: Gathering, link: str) -> Page:
    """Somebody in a browser of their own, signed in by the link they were given."""
    page = await (await new_person(gathering.browser)).new_page()
    address = re.search(r"https?://\S+", link)
    assert address
    await page.goto(address.group())
    await page.get_by_label("Nouveau mot de passe").fill(PASSWORD)
    await page.get_by_role("button", name="Garder ce mot de passe").click()
    await page.wait_for_url(re.compile("/aujourdhui$"))
    return page


async def sign_in(gathering: Gathering, house: House, password: str) -> Page:
    page = await (await new_person(gathering.browser)).new_page()
    await page.goto(f"{house.origin}/connexion")
    await page.get_by_label("Adresse électronique").fill(CLAIRE)
    await page.get_by_label("Mot de passe").fill(password)
    await page.get_by_role("button", name="Se connecter").click()
    return page


async def sound(page: Page) -> None:
    """Nothing is wrong with the page as it is, wide or narrow."""
    await page.emulate_media(reduced_motion="reduce")
    assert await violations(page) == []
    await page.set_viewport_size(NARROW)
    assert await overflowing(page) == []
    await page.set_viewport_size(USUAL)


async def test_somebody_joins_the_team_leads_and_is_shut_out(
    gathering: Gathering, claire: Page
) -> None:
    await claire.get_by_role("link", name="Centre", exact=True).click()
    await expect(claire.get_by_role("heading", name="Centre Jacques Brel")).to_be_visible()
    await claire.get_by_role("button", name="Ajouter une personne").click()
    await sound(claire)
    await claire.get_by_label("Prénom que les autres lisent").fill("Odile")
    await claire.get_by_label("Adresse électronique").fill("odile@brel.example")
    await claire.get_by_role("radio", name=re.compile("Bénévolat")).check()
    await claire.get_by_role("button", name="Ajouter à l’équipe").click()
    link = await claire.get_by_label("Le lien à donner").input_value()
    await sound(claire)

    odile = await choose_password(gathering, link)
    await expect(odile.get_by_role("link", name="Mon compte")).to_be_visible()
    await expect(odile.get_by_role("link", name="Centre", exact=True)).to_be_hidden()
    await odile.goto(f"{gathering.house.origin}/animer/{gathering.session}")
    await expect(odile.locator("#home-list")).to_contain_text("Luc")
    # Home knows her by the name of her account, not by that of the session's host.
    luc = gathering["Luc"]
    await luc.open_microphone()
    await odile.get_by_role("button", name="Couper tous les micros").click()
    await expect(luc.page.get_by_text("Odile a coupé votre micro.").first).to_be_visible()

    row = claire.get_by_role("listitem").filter(has_text="odile@brel.example")
    await row.get_by_role("button", name="Modifier").click()
    await sound(claire)
    await claire.get_by_role("button", name="Fermer ce compte").click()
    dialog = claire.get_by_role("dialog")
    await expect(
        dialog.get_by_role("heading", name=words("Fermer le compte « Odile »"))
    ).to_be_visible()
    await dialog.get_by_role("button", name="Fermer ce compte").click()
    await expect(row.get_by_text("Compte fermé")).to_be_visible()
    await expect(odile.get_by_text("Ce lien n’ouvre plus l’atelier")).to_be_visible()
    await odile.context.close()


async def test_a_room_is_made_and_its_screen_opened(gathering: Gathering, claire: Page) -> None:
    await claire.goto(f"{gathering.house.origin}/centre")
    await claire.get_by_label("Ajouter une salle").fill("cuisine")
    await claire.get_by_role("button", name="Ajouter", exact=True).click()
    await expect(claire.get_by_text("Une salle du centre porte déjà ce nom.")).to_be_visible()
    await claire.get_by_label("Ajouter une salle").fill("Salle d’éveil")
    await claire.get_by_role("button", name="Ajouter", exact=True).click()
    await expect(claire.get_by_text("est prête pour une séance")).to_be_visible()
    row = claire.get_by_role("listitem").filter(has_text="/salle/salle-d-eveil")
    await row.get_by_role("button", name="Renommer").click()
    await claire.get_by_label("Nom de la salle").fill("Éveil")
    await claire.get_by_role("button", name="Garder ce nom").click()
    await expect(row).to_contain_text("Éveil")
    await expect(row.get_by_role("button", name="Renommer")).to_be_focused()
    # Removed again: the name is free, and nothing of it is left on the page.
    await row.get_by_role("button", name="Retirer").click()
    dialog = claire.get_by_role("dialog")
    await expect(dialog.get_by_role("heading")).to_have_text(words("Retirer la salle « Éveil » ?"))
    await dialog.get_by_role("button", name="Retirer la salle").click()
    await expect(claire.get_by_text(words("La salle « Éveil » est retirée."))).to_be_visible()
    await expect(row).to_have_count(0)
    cuisine = claire.get_by_role("listitem").filter(has_text="/salle/cuisine")
    await cuisine.get_by_role("button", name="Retirer").click()
    await dialog.get_by_role("button", name="Retirer la salle").click()
    await expect(claire.locator("#rooms-problem")).to_contain_text("Une séance est ouverte")
    async with claire.expect_popup() as opened:
        await cuisine.get_by_role("button", name="Écran de la salle").click()
    screen = await opened.value
    await expect(screen.get_by_text("Paule").first).to_be_visible()
    await screen.close()


async def test_what_residents_read_of_the_centre(gathering: Gathering, claire: Page) -> None:
    await claire.goto(f"{gathering.house.origin}/centre")
    phone, save = claire.get_by_label("Téléphone"), claire.get_by_role("button", name="Enregistrer")
    await expect(phone).to_have_value("03 53 01 24 80")
    await phone.fill("demandez à Claire")
    await save.click()
    await expect(claire.get_by_text("un téléphone fait de chiffres")).to_be_visible()
    await sound(claire)
    for number in ("03 21 99 00 00", "03 53 01 24 80"):
        await phone.fill(number)
        await save.click()
        await expect(claire.get_by_text("C’est enregistré.")).to_be_visible()
        door = await gathering.host.page.context.new_page()
        await door.goto(gathering.take_part)
        await expect(door.locator("#join-help")).to_contain_text(words(number))
        await door.close()


async def test_what_the_centre_keeps(gathering: Gathering, claire: Page) -> None:
    await claire.goto(f"{gathering.house.origin}/centre")
    days = claire.get_by_label("Garder chaque feuille pendant")
    await expect(days).to_have_value("730")
    await days.select_option(label="1 an")
    await claire.get_by_role("button", name="Garder ce choix").click()
    await claire.get_by_role("dialog").get_by_role("button", name="Garder", exact=True).click()
    await expect(days).to_have_value("730")
    await days.select_option(label="1 an")
    await claire.get_by_role("button", name="Garder ce choix").click()
    await claire.get_by_role("dialog").get_by_role("button", name="Garder ce choix").click()
    await expect(claire.get_by_text("C’est enregistré.")).to_be_visible()
    await claire.reload()
    await expect(days).to_have_value("365")

    async with claire.expect_download() as saved:
        session = claire.get_by_role("listitem").filter(has_text="Conseil des habitants")
        await session.get_by_role("button", name="Registre des accords").click()
    ledger = (await (await saved.value).path()).read_text("utf-8-sig")
    assert ledger.startswith("at;name;answer;")


async def test_ones_own_devices_and_password(gathering: Gathering, claire: Page) -> None:
    house = gathering.house
    elsewhere = await sign_in(gathering, house, PASSWORD)
    await elsewhere.wait_for_url(f"{house.origin}/aujourdhui")
    await claire.get_by_role("link", name="Mon compte").click()
    await expect(claire.get_by_text("Cet appareil")).to_be_visible()
    await sound(claire)
    await claire.get_by_role("button", name=re.compile("^Fermer Chrome")).click()
    await expect(claire.get_by_text("C’est fermé.")).to_be_visible()
    await expect(claire.locator("#devices li")).to_have_count(1)
    await elsewhere.reload()
    await elsewhere.wait_for_url(re.compile(r"/connexion\?suite="))

    await claire.get_by_label("Mot de passe actuel").fill("un autre")
    await claire.get_by_label("Nouveau mot de passe").fill("une soupe au potiron")
    await claire.get_by_role("button", name="Changer le mot de passe").click()
    await expect(claire.get_by_text("Le mot de passe actuel ne va pas.")).to_be_visible()
    await expect(claire.get_by_label("Mot de passe actuel")).to_be_focused()
    await claire.get_by_label("Mot de passe actuel").fill(PASSWORD)
    await claire.get_by_role("button", name="Changer le mot de passe").click()
    await expect(claire.get_by_text("Votre mot de passe est changé.")).to_be_visible()
    again = await sign_in(gathering, house, "une soupe au potiron")
    await again.wait_for_url(f"{house.origin}/aujourdhui")
    for page in (elsewhere, again):
        await page.context.close()
