"""What a screen reader says by itself: changes of state, politely or at once, and the title."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import expect

from tests.e2e.people import until
from tests.e2e.session.gathering import Gathering
from tests.e2e.session.participants import Resident

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

# Everything that is written into a live region that is shown, and how urgently. A polite region
# that was hidden until then is not known yet: what came with it is not read out.
LISTEN = """() => {
  probe.said = [];
  const regions = "[role=status],[role=alert],[role=log],[aria-live]";
  const note = (node, unknown) => {
    const start = node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement;
    const region = start?.closest(regions);
    const words = region?.textContent.replace(/\\s+/g, " ").trim();
    if (!region || !words || region.getClientRects().length === 0) return;
    const urgent = region.getAttribute("role") === "alert" || region.ariaLive === "assertive";
    if (!urgent && unknown.some((one) => one.contains(region))) return;
    probe.said.push({ urgent, words });
  };
  new MutationObserver((changes) => {
    const unknown = changes.filter((one) => one.type === "attributes").map((one) => one.target);
    for (const change of changes) {
      note(change.target, unknown);
      change.addedNodes.forEach((node) => note(node, unknown));
    }
  }).observe(document.body, { subtree: true, childList: true, characterData: true,
    attributes: true, attributeFilter: ["hidden"] });
}"""


@pytest_asyncio.fixture(loop_scope="session")
async def listener(gathering: Gathering) -> AsyncIterator[Resident]:
    """Luc, on his phone, with a screen reader."""
    await gathering["Luc"].page.evaluate(LISTEN)
    yield gathering["Luc"]


async def says(listener: Resident, words: str, *, urgent: bool | None = None) -> None:
    async def said() -> list[dict[str, object]]:
        heard: list[dict[str, object]] = await listener.page.evaluate("probe.said")
        return heard

    def it_was(heard: list[dict[str, object]]) -> bool:
        return any(words in str(one["words"]) and urgent in (None, one["urgent"]) for one in heard)

    await until(said, why=f"not said: {words}", is_good=it_was)


async def test_what_others_do_is_said_politely(gathering: Gathering, listener: Resident) -> None:
    paule = gathering["Paule"]
    await paule.command("Lever la main").click()
    await paule.command("Baisser la main").click()
    await paule.command("Lever la main").click()
    await paule.write("Bonjour")
    await paule.write("Il pleut chez vous ?")
    # Told together some seconds later: each name once, and no hand that is down again.
    await says(listener, "Paule lève la main.", urgent=False)
    await says(listener, "Nouveau message de Paule.", urgent=False)
    await paule.command("Baisser la main").click()


async def test_what_one_did_is_confirmed(gathering: Gathering, listener: Resident) -> None:
    await listener.command("Lever la main").click()
    await says(listener, "Votre main est levée. Vous êtes en tête.", urgent=False)
    await (await gathering.host.act("Luc", "Baisser la main")).click()
    await says(listener, "Votre main est baissée.", urgent=False)
    await listener.page.evaluate("probe.said = []")
    await listener.command("Lever la main").click()
    await listener.command("Baisser la main").click()
    await says(listener, "Votre main est baissée.", urgent=False)
    await listener.open_microphone()
    await says(listener, "On vous entend. On ne vous voit pas.", urgent=False)
    await gathering.host.button("Couper tous les micros").click()
    await says(listener, "Sandrine a coupé votre micro.")
    await says(listener, "On ne vous entend pas, on ne vous voit pas.", urgent=False)


async def test_what_the_host_starts_is_said(gathering: Gathering, listener: Resident) -> None:
    host = gathering.host
    await host.tool("Poser une question")
    await host.page.get_by_label("Votre question").fill("On continue ?")
    await host.button("Poser la question").click()
    await says(listener, "Question : On continue ?", urgent=False)
    for label in ("Arrêter les réponses", "Montrer le résultat", "Ranger la question"):
        await host.button(label).click()

    await host.button("Demander l’accord de chacun").click()
    await says(listener, "Un enregistrement commence.", urgent=True)
    for resident in gathering.residents.values():
        await expect(resident.page.locator("dialog.plein[open]")).to_be_visible()
        await resident.page.keyboard.press("Escape")
    await host.button("Ne plus demander").click()


async def test_the_title_says_state_and_workshop(gathering: Gathering) -> None:
    await expect(gathering["Luc"].page).to_have_title(
        re.compile("En direct · Conseil des habitants · Passerelle")
    )
    await expect(gathering.host.page).to_have_title(
        re.compile("Conseil des habitants · Passerelle")
    )
