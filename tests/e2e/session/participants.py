"""What people do in a session, in the words of the pages: those at home, and whoever leads."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.async_api import Locator, expect

from tests.e2e.people import Home, Lead, words

IN_ANOTHER_TAB = """() => {
  Object.defineProperty(document, "hidden", { configurable: true, get: () => true });
  document.dispatchEvent(new Event("visibilitychange"));
}"""


@dataclass(slots=True)
class Resident(Home):
    """A person at home, by name."""

    name: str

    async def look_away(self) -> None:
        """As a page in another tab: after a while its pictures are not sent any more."""
        await self.page.evaluate(IN_ANOTHER_TAB)

    async def is_inside(self) -> None:
        await expect(self.page.locator("#live")).to_be_visible()

    async def write(self, text: str) -> None:
        await self.command("Écrire à tous").click()
        await self.page.get_by_label("Votre message").fill(text)
        await self.page.get_by_role("button", name="Envoyer").click()

    def command(self, label: str) -> Locator:
        commands = self.page.get_by_role("group", name="Vos commandes")
        return commands.get_by_role("button", name=words(label))

    def tile(self, name: str) -> Locator:
        """The tile of somebody in the strip of people."""
        return self.page.locator("people-strip figure").filter(
            has=self.page.locator(".nom").get_by_text(name, exact=True)
        )


@dataclass(slots=True)
class Host(Lead):
    """Whoever leads, with the tools of the page."""

    async def unfold(self, name: str) -> Locator:
        """The acts on somebody, unfolded below their line."""
        more = self.page.get_by_role("button", name=f"Plus d’actions pour {name}", exact=True)
        if await more.get_attribute("aria-expanded") == "false":
            await more.click()
        return self.row(name).locator(".deplie")

    async def act(self, name: str, label: str) -> Locator:
        """The button of an act on somebody."""
        return (await self.unfold(name)).get_by_role("button", name=label, exact=True)

    def row(self, name: str) -> Locator:
        return self.page.locator("#home-list li").filter(
            has=self.page.locator(".n b").get_by_text(name, exact=True)
        )

    def button(self, label: str) -> Locator:
        return self.page.get_by_role("button", name=label, exact=True)

    async def tool(self, label: str) -> None:
        """Unfold a tool."""
        button = self.page.locator(".outil").get_by_role("button", name=words(label))
        if await button.get_attribute("aria-expanded") == "false":
            await button.click()
