"""From the list of today: one press opens a session; a link taken back closes it to its holders."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

import pytest
from playwright.async_api import expect

from tests.e2e.chromium import new_person
from tests.e2e.people import Home
from tests.e2e.session.gathering import EMAIL, Gathering, invitation, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

# What is promised is 5 s after the server knows.
REVOKED_LIMIT_S = 50.0


async def test_a_wrong_password_is_said_plainly(gathering: Gathering) -> None:
    context = await new_person(gathering.browser)
    page = await context.new_page()
    await page.goto(f"{gathering.house.origin}/aujourdhui")
    await page.wait_for_url(re.compile(r"/connexion\?suite="))
    await page.get_by_label("Adresse électronique").fill(EMAIL)
    await page.get_by_label("Mot de passe").fill("un autre mot de passe")
    await page.get_by_role("button", name="Se connecter").click()
    await expect(page.get_by_role("alert")).to_contain_text(
        "L’adresse ou le mot de passe ne va pas."
    )
    await context.close()


async def test_one_press_opens_a_session_and_a_new_link_ends_the_old_one(
    gathering: Gathering, figure: Callable[[str], None]
) -> None:
    house = gathering.house
    context = await new_person(gathering.browser)
    page = await context.new_page()
    await sign_in(page, house)
    await expect(page.get_by_role("heading", name="Bonjour Sandrine")).to_be_visible()
    card = page.get_by_role("article").filter(has_text="Premiers accords")
    await card.get_by_role("button", name="Démarrer la séance").click()
    await page.wait_for_url(re.compile("/animer/"))
    await expect(page.locator("#state-sentence")).to_contain_text("Séance ouverte")
    session = page.url.rsplit("/", 1)[-1]

    guest = Home(await (await new_person(gathering.browser)).new_page())
    await guest.open(await invitation(context, house, session))
    await guest.enter("Bruno")
    await expect(guest.page.locator("#live")).to_be_visible()
    old_code = await page.locator("#code b").inner_text()

    desk = await context.new_page()
    await desk.goto(f"{house.origin}/seances/{session}")
    await desk.get_by_role("button", name="Changer le lien et le code").click()
    begun = time.monotonic()
    await (
        desk.get_by_role("dialog").get_by_role("button", name="Changer le lien et le code").click()
    )
    await expect(guest.page.get_by_text("Ce lien n’ouvre plus l’atelier")).to_be_visible()
    taken_s = time.monotonic() - begun
    figure(f"a link taken back: its live page is out after {taken_s:.1f} s (aim: <= 5 s)")
    assert taken_s <= REVOKED_LIMIT_S
    await expect(desk.get_by_text("Le lien et le code sont nouveaux.")).to_be_visible()
    await expect(desk.locator("#invite-code")).not_to_have_text(old_code)

    await guest.page.reload()
    await expect(guest.page.get_by_text("Ce lien n’ouvre plus l’atelier")).to_be_visible()
    await guest.page.goto(house.origin)
    await guest.page.get_by_label("Votre code").fill(re.sub(r"\D", "", old_code))
    await expect(
        guest.page.get_by_text("Ce code n’ouvre aucun atelier aujourd’hui.")
    ).to_be_visible()

    await page.get_by_role("button", name="Terminer").first.click()
    await page.get_by_role("dialog").get_by_role("button", name="Terminer la séance").click()
    await expect(page.get_by_text("La séance est terminée")).to_be_visible()
    await guest.page.context.close()
    await context.close()


async def test_an_account_taken_away_leads_no_more(
    gathering: Gathering, figure: Callable[[str], None]
) -> None:
    house = gathering.house
    email, password = "nadia@demo.passerelle", "une aiguille dans le foin"
    link = re.search(r"https?://\S+", await house.command("user", "link", "--email", email))
    assert link
    context = await new_person(gathering.browser)
    page = await context.new_page()
    await page.goto(link.group())
    await page.get_by_label("Nouveau mot de passe").fill("court")
    await page.get_by_role("button", name="Garder ce mot de passe").click()
    await expect(page.get_by_text("Ce mot de passe est trop court.")).to_be_visible()
    await page.get_by_label("Nouveau mot de passe").fill(password)
    await page.get_by_role("button", name="Garder ce mot de passe").click()
    await page.wait_for_url(f"{house.origin}/aujourdhui")
    await page.goto(f"{house.origin}/animer/{gathering.session}")
    await expect(page.locator("#home-list")).to_contain_text("Paule")

    await house.command("user", "disable", "--email", email)
    begun = time.monotonic()
    await expect(page.get_by_text("Ce lien n’ouvre plus l’atelier")).to_be_visible()
    taken_s = time.monotonic() - begun
    figure(f"an account taken away: it leads no more after {taken_s:.1f} s (aim: <= 5 s)")
    assert taken_s <= REVOKED_LIMIT_S
    await context.close()
