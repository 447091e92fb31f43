"""A session under way: a house with its kit, a host signed in, and five people let in."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass, field

from playwright.async_api import Browser, BrowserContext, Page, expect

from tests.e2e.chromium import new_person
from tests.e2e.house import House
from tests.e2e.session.participants import Host, Resident
from tests.e2e.session.reach import Reach

NAMES = ("Paule", "Luc", "Amina", "Gérard", "Denise")
PHONE = {"Luc"}
LOOKING_AWAY = {"Amina", "Gérard", "Denise"}
TITLE = "Conseil des habitants"
EMAIL = "sandrine@demo.passerelle"
PASSWORD = re.compile(rf"{re.escape(EMAIL)} · ([\d ]+\d)")


@dataclass(slots=True)
class Gathering:
    """The people of a session by name, their host, the links; and what acts took."""

    house: House
    browser: Browser
    host: Host
    session: str
    take_part: str
    residents: dict[str, Resident] = field(default_factory=dict)
    reach: Reach = field(default_factory=Reach)

    def __getitem__(self, name: str) -> Resident:
        return self.residents[name]

    @property
    def pages(self) -> list[Page]:
        """Of those at home."""
        return [resident.page for resident in self.residents.values()]

    def others(self, *names: str) -> list[Page]:
        """Of those at home but these."""
        return [each.page for name, each in self.residents.items() if name not in names]

    async def arrive(
        self,
        name: str,
        *,
        width: int = 1280,
        context: BrowserContext | None = None,
        as_companion: bool = False,
    ) -> Resident:
        """Somebody opens the link in a browser of their own and presses Entrer."""
        context = context or await new_person(self.browser, width=width, height=800)
        resident = Resident(await context.new_page(), name)
        await resident.open(self.take_part)
        if as_companion:
            await resident.page.get_by_label("Votre prénom").fill(name)
            await resident.page.get_by_role("button", name="Je suis dans la salle").click()
        else:
            await resident.enter(name)
        return resident

    async def come_in(
        self, name: str, *, context: BrowserContext | None = None, as_companion: bool = False
    ) -> Resident:
        """The same, and is let in."""
        resident = await self.arrive(name, context=context, as_companion=as_companion)
        await self.host.admit(name)
        await resident.is_inside()
        return resident

    async def see_off(self, *visitors: Resident) -> None:
        """Visitors inside leave, and nothing of them stays on the pages."""
        for visitor in visitors:
            if await visitor.page.locator("#live").is_visible():
                await visitor.leave()
            await visitor.page.context.close()
        for visitor in visitors:
            await expect(self.host.row(visitor.name)).to_have_count(0)
        await expect(self.host.page.locator("#waiting")).to_be_hidden()


async def open_gathering(house: House, browser: Browser) -> Gathering:
    """Sandrine signs in, starts an unplanned session, and lets five people in."""
    context = await new_person(browser)
    page = await context.new_page()
    await sign_in(page, house)
    await start_unplanned(page, room="Cuisine", activity="Jury", title=TITLE)
    session = page.url.rsplit("/", 1)[-1]
    take_part = await invitation(context, house, session)
    gathering = Gathering(house, browser, Host(page), session, take_part)
    arrivals = (gathering.arrive(name, width=360 if name in PHONE else 1280) for name in NAMES)
    residents = await asyncio.gather(*arrivals)
    await expect(page.locator("#waiting-list li")).to_have_count(len(NAMES))
    await gathering.host.button("Faire entrer tout le monde").click()
    for resident in residents:
        await resident.is_inside()
        gathering.residents[resident.name] = resident
        if resident.name in LOOKING_AWAY:
            await resident.look_away()
    return gathering


async def sign_in(page: Page, house: House) -> None:
    await page.goto(f"{house.origin}/connexion")
    await page.get_by_label("Adresse électronique").fill(EMAIL)
    await page.get_by_label("Mot de passe").fill(password_of(house))
    await page.get_by_role("button", name="Se connecter").click()
    await page.wait_for_url(f"{house.origin}/aujourdhui")


def password_of(house: House) -> str:
    """What the terminal shows once, when the demo first starts."""
    found = PASSWORD.search("\n".join(house.output))
    assert found, "the demo printed no password"
    return found.group(1)


async def start_unplanned(page: Page, *, room: str, activity: str, title: str) -> None:
    """From /aujourdhui; ends on the page of whoever leads, the session open."""
    await page.get_by_role("button", name="Séance imprévue").click()
    await page.get_by_label("Dans quelle salle ?").select_option(label=room)
    await page.get_by_label("Modèle d’activité").select_option(label=activity)
    await page.get_by_label(re.compile("Nom de la séance")).fill(title)
    await page.get_by_role("button", name="Démarrer maintenant").click()
    await page.wait_for_url(re.compile("/animer/"))
    await expect(page.locator("#state-sentence")).to_contain_text("Séance ouverte")


async def invitation(context: BrowserContext, house: House, session: str) -> str:
    """The link that the page of the session hands out to those at home."""
    page = await context.new_page()
    await page.goto(f"{house.origin}/seances/{session}")
    link = page.get_by_label("Le lien à envoyer")
    await expect(link).to_have_value(re.compile("/s/"))
    address = await link.input_value()
    await page.close()
    return address
