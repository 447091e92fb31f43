"""A child at the workshop: spoken to as a child, and recorded only when a parent agrees too."""

from __future__ import annotations

import csv
import io

import pytest
from playwright.async_api import BrowserContext, Locator, expect

from tests.e2e.chromium import new_person
from tests.e2e.people import until
from tests.e2e.session.gathering import Gathering, invitation, sign_in, start_unplanned
from tests.e2e.session.participants import Host, Resident

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

OUT, IN = "Tu n’y figures pas.", "Tu y figures."


async def test_a_childs_yes_needs_a_parents_and_a_no_needs_nobodys(gathering: Gathering) -> None:
    context = await new_person(gathering.browser)
    host = Host(await context.new_page())
    await sign_in(host.page, gathering.house)
    await _template_for_children(gathering, context)
    await host.page.reload()
    await start_unplanned(host.page, room="Couture", activity="Atelier des petits", title="Perles")
    session = host.page.url.rsplit("/", 1)[-1]

    child = Resident(await (await new_person(gathering.browser)).new_page(), "Zoé")
    await child.open(await invitation(context, gathering.house, session))
    await child.page.get_by_label("Ton prénom").fill("Zoé")
    await child.page.get_by_role("button", name="Entrer").click()
    await expect(child.page.get_by_text("Écris aussi le prénom d’un adulte")).to_be_visible()
    await child.page.get_by_label("Un adulte de ta famille").fill("Nadia")
    await child.page.get_by_role("button", name="Entrer").click()
    await child.is_inside()

    await host.button("Demander l’accord de chacun").click()
    dialog, recording = child.page.locator("dialog.plein[open]"), child.page.locator("#recording")
    await expect(dialog.get_by_role("heading")).to_have_text("Zoé, on peut te filmer ?")
    await _answer(dialog, "Oui, je veux bien")
    await expect(dialog.get_by_role("heading")).to_have_text("Zoé a dit oui. Êtes‑vous d’accord ?")
    await _answer(dialog, "Oui, je suis d’accord")
    await expect(dialog.get_by_role("alert")).to_contain_text("Écrivez votre prénom et votre nom")
    await _answer(dialog, "Non, je ne suis pas d’accord")
    await expect(recording).to_contain_text(OUT)

    await child.page.get_by_role("button", name="Mon choix").click()
    await _answer(dialog, "Oui, je veux bien")
    await dialog.get_by_label("Votre prénom et votre nom").fill("Nadia Lefèvre")
    await _answer(dialog, "Oui, je suis d’accord")
    await expect(recording).to_contain_text(IN)

    await child.page.get_by_role("button", name="Mon choix").click()
    await _answer(dialog, "Non, je ne veux pas")
    await expect(recording).to_contain_text(OUT)
    rows = await until(
        lambda: _ledger(gathering, context, session),
        why="not written",
        is_good=lambda found: len(found) >= 3,
    )
    assert [(row["name"], row["minor"], row["adult"]) for row in rows] == 3 * [
        ("Zoé", "yes", "Nadia")
    ]
    assert [(row["answer"], row["parent"]) for row in rows] == [
        ("no", ""),
        ("yes", "Nadia Lefèvre"),
        ("no", ""),
    ]
    await host.end_session()
    await child.page.context.close()
    await context.close()


async def _answer(dialog: Locator, words: str) -> None:
    await dialog.get_by_role("button", name=words).click()


async def _template_for_children(gathering: Gathering, context: BrowserContext) -> None:
    """Children, and recording: no template of the product is for both."""
    origin = gathering.house.origin
    account = (await (await context.request.get(f"{origin}/api/account")).json())["account"]
    templates = f"{origin}/api/centres/{account['centres'][0]['id']}/templates"
    all_of_them = (await (await context.request.get(templates)).json())["templates"]
    plain = next(one for one in all_of_them if one["key"] == "couture")
    for key in ("key", "edited", "built_in"):
        del plain[key]
    name = {"fr": "Atelier des petits", "en": "Little ones"}
    body = plain | {"name": name, "minors": True, "recording": "ask", "waiting_room": False}
    answer = await context.request.put(
        f"{templates}/petits", data=body, headers={"X-Passerelle": "1"}
    )
    assert answer.ok, await answer.text()


async def _ledger(
    gathering: Gathering, context: BrowserContext, session: str
) -> list[dict[str, str]]:
    answer = await context.request.get(f"{gathering.house.origin}/api/consents/{session}")
    assert answer.ok
    text = (await answer.body()).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))
