"""One proposes, another lets it through, the neighbours find it, and somebody takes it back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest
from playwright.async_api import BrowserContext, Page, expect

from recorder.replay.manifest import Person
from tests.e2e.replay.conftest import MAKER, REVIEWER, Library, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def record_agreement(page: Page, name: str, *, minor: bool) -> None:
    person = page.locator("#people > li", has_text=name)
    await person.get_by_text("Noter son accord").click()
    await person.get_by_label("Son accord").select_option("all")
    if minor:
        await person.get_by_label("Moins de 18 ans").check()
    await person.get_by_role("button", name="Enregistrer").click()
    await expect(person).to_contain_text("D’accord pour tout le monde")


async def test_a_film_with_a_child_goes_the_whole_way(
    library: Library, newcomer: Callable[[], Awaitable[BrowserContext]]
) -> None:
    film = await library.film(
        Person("p-1", "Sandrine"), Person("p-2", "Zoé"), title="Crêpes à l’ancienne"
    )
    maker, reviewer = await (await newcomer()).new_page(), await (await newcomer()).new_page()
    review = f"{library.origin}/relecture/{film.id}"
    await sign_in(maker, library, MAKER)
    await maker.goto(review)
    await maker.get_by_role("button", name="Proposer la vidéo").click()
    await expect(maker.locator("#state")).to_have_text("Proposée")
    # The one who made it is told why there is no next step.
    await expect(maker.locator("#why")).to_contain_text("une autre personne la regarde")
    await expect(maker.locator("#acts").get_by_role("button")).to_have_count(0)

    await sign_in(reviewer, library, REVIEWER)
    await reviewer.goto(review)
    missing = reviewer.locator("#missing")
    await expect(missing).to_contain_text("L’accord de Zoé n’est pas noté.")
    await reviewer.get_by_role("button", name="Approuver la vidéo").click()
    await expect(reviewer.locator("#state")).to_have_text("Approuvée")
    await reviewer.get_by_label("Qui la voit une fois publiée").select_option("public")
    await reviewer.locator("#about").get_by_role("button", name="Enregistrer").click()
    await record_agreement(reviewer, "Sandrine", minor=False)
    await record_agreement(reviewer, "Zoé", minor=True)
    await expect(missing).to_contain_text("Il manque les signatures de 2 parents de Zoé.")
    zoe = reviewer.locator("#people > li", has_text="Zoé")
    await zoe.get_by_text("Signatures des parents").click()
    for parent in ("Luc Martin", "Éva Martin"):
        await zoe.get_by_label("Nom du parent").fill(parent)
        await zoe.get_by_role("button", name="Noter la signature").click()
        await expect(zoe).to_contain_text(parent)
    await reviewer.get_by_role("button", name="Publier la vidéo").click()
    await expect(reviewer.locator("#act-said")).to_contain_text("Il manque encore quelque chose")
    await reviewer.get_by_label("J’ai regardé la vidéo").check()
    await expect(reviewer.locator("#ready")).to_be_visible()
    await reviewer.get_by_role("button", name="Publier la vidéo").click()
    await expect(reviewer.locator("#state")).to_have_text("Publiée")

    neighbour = await (await newcomer()).new_page()
    await neighbour.goto(f"{library.origin}/fabrique")
    await neighbour.get_by_label("Chercher une vidéo").fill("crepes ancienne")
    card = neighbour.get_by_role("link", name="Crêpes à l’ancienne")
    await expect(card).to_be_visible()
    await expect(neighbour.locator("#count")).to_have_text("1 vidéo.")
    await card.click()
    await expect(neighbour.locator("html[data-state=ready]")).to_be_attached()
    await neighbour.goto(f"{library.origin}/replays/{film.id}/affiche")
    await expect(neighbour.get_by_role("img", name="Carré à photographier")).to_be_visible()
    await expect(neighbour.locator("#address")).to_contain_text(f"/replays/{film.id}")

    # Zoé does not want to be in it any more.
    await zoe.get_by_role("button", name="Retirer son accord").click()
    await reviewer.locator("#confirm").get_by_role("button", name="Retirer son accord").click()
    await expect(reviewer.locator("#state")).to_have_text("Masquée")
    await neighbour.goto(f"{library.origin}/replays/{film.id}")
    await expect(neighbour.locator("#gone-words")).to_have_text("Cette vidéo n’est plus visible.")
    assert not film.folder.exists()


async def test_words_that_are_nowhere_say_so(library: Library, page: Page) -> None:
    await library.published(title="Le nœud de chaise", series="Réparer")
    await page.goto(f"{library.origin}/fabrique?q=sous-marin")
    await expect(page.locator("#none")).to_have_text(
        "Aucune vidéo ne correspond. Essayez avec moins de mots."
    )
    await page.get_by_label("Chercher une vidéo").fill("NOEUD")
    await expect(page.get_by_role("link", name="Le nœud de chaise")).to_be_visible()
    await page.get_by_label("Chercher une vidéo").fill("")
    await page.get_by_role("radio", name="Réparer").check()
    await expect(page.locator("#count")).to_have_text("1 vidéo.")
