"""What is large at home: the host's spotlight, one's own choice, a screen, a document."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.e2e.people import until
from tests.e2e.session.effects import hidden, told, view_chosen
from tests.e2e.session.gathering import Gathering
from tests.e2e.session.participants import Resident

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

HANDS, ROOM = "Gros plan mains", "Salle"


async def test_a_spotlight_is_for_all_and_everybody_may_still_choose(gathering: Gathering) -> None:
    host, paule = gathering.host, gathering["Paule"]
    await paule.sees(1)
    shown_to_all = host.page.get_by_role("group", name="Image mise en avant")
    await gathering.reach.press(
        "put a camera in front",
        shown_to_all.locator("label", has_text=HANDS),
        everywhere=gathering.pages,
        shows=view_chosen(HANDS),
    )
    await picture_is(paule, "mains")

    await paule.watch_camera(ROOM)
    await picture_is(paule, "salle")
    back = paule.page.get_by_role("button", name="Revenir à ce que montre Sandrine")
    await expect(back).to_be_visible()
    await expect(gathering["Luc"].page.get_by_role("radio", name=HANDS)).to_be_checked()
    await back.click()
    await picture_is(paule, "mains")

    await gathering.reach.press(
        "leave the choice",
        host.button("Laisser chacun choisir"),
        everywhere=gathering.pages,
        shows=told("spotlight", "message.spotlight === null"),
    )


async def test_the_camera_that_the_lead_looks_at_already_can_be_put_in_front(
    gathering: Gathering,
) -> None:
    host = gathering.host
    chosen = host.page.get_by_role("group", name="Image mise en avant")
    label = await chosen.locator("label:has(input:checked)").inner_text()
    for act in ("put in front", "and again"):
        await gathering.reach.press(
            act,
            chosen.locator("label:has(input:checked)"),
            everywhere=gathering.pages,
            shows=view_chosen(label) + " && " + told("spotlight", "message.spotlight?.camera"),
        )
        await gathering.reach.press(
            "leave the choice",
            host.button("Laisser chacun choisir"),
            everywhere=gathering.pages,
            shows=told("spotlight", "message.spotlight === null"),
        )


async def test_a_person_put_in_front(gathering: Gathering) -> None:
    paule, luc = gathering["Paule"], gathering["Luc"]
    await paule.open_camera()
    front = await gathering.host.act("Paule", "Mettre en avant")
    await gathering.reach.press(
        "put a person in front",
        front,
        everywhere=gathering.others("Paule"),
        shows="document.documentElement.dataset.view === 'person'",
    )
    await expect(paule.page.get_by_text("Sandrine vous met en avant.")).to_be_visible()
    await luc.sees(1)
    await (await gathering.host.act("Paule", "Ne plus mettre en avant")).click()
    await until(
        lambda: view(luc), why="still in front", is_good=lambda kind: kind in ("camera", "pair")
    )
    await paule.close_camera()


async def test_a_home_and_the_room_show_their_screen_one_at_a_time(gathering: Gathering) -> None:
    host, paule, luc = gathering.host, gathering["Paule"], gathering["Luc"]
    await paule.command("Montrer mon écran").click()
    await until(lambda: view(luc), why="no screen", is_good=lambda kind: kind == "screen")
    await luc.sees(1)
    await expect(luc.page.get_by_role("radio", name="Écran de Paule")).to_be_checked()
    await expect(host.row("Paule")).to_contain_text("Montre son écran")

    await host.button("Montrer mon écran").click()
    await expect(luc.page.get_by_role("radio", name="Écran de Sandrine")).to_be_checked()
    await expect(
        paule.page.get_by_text("Sandrine montre son écran. Le vôtre n’est plus montré.")
    ).to_be_visible()
    await expect(paule.command("Montrer mon écran")).to_be_visible()
    await luc.sees(1)

    await gathering.reach.press(
        "stop showing a screen",
        host.button("Arrêter de montrer"),
        everywhere=gathering.pages,
        shows="document.documentElement.dataset.view !== 'screen'",
    )
    await paule.page.locator("#phrases").get_by_role("button", name="Fermer").first.click()


async def test_a_document_beside_the_picture(gathering: Gathering) -> None:
    host = gathering.host
    desk = await host.page.context.new_page()
    await desk.goto(f"{gathering.house.origin}/seances/{gathering.session}")
    await desk.get_by_role("button", name="Ajouter un document").click()
    line = desk.locator("#resources li").last
    await line.get_by_label("Titre").fill("L’affiche")
    await line.get_by_label("Sorte").select_option(label="Image")
    await line.get_by_label("Adresse").fill("/static/illustrations/cuisine.svg")
    await desk.get_by_role("button", name="Enregistrer la séance").click()
    await expect(desk.get_by_text("C’est enregistré.")).to_be_visible()
    await desk.close()

    await host.tool("Montrer un document")
    await gathering.reach.press(
        "show a document",
        host.button("Montrer « L’affiche »"),
        everywhere=gathering.pages,
        shows="document.querySelector('#resource img')?.naturalWidth > 0",
    )
    document = gathering["Paule"].page.get_by_role("img", name="L’affiche")
    await expect(document).to_be_visible()
    await gathering.reach.press(
        "put a document away",
        host.button("Ne plus montrer « L’affiche »"),
        everywhere=gathering.pages,
        shows=hidden("#resource"),
    )
    await host.button("Montrer un document").click()


async def picture_is(resident: Resident, role: str) -> None:
    """The camera whose frames are on the screen now."""

    async def look() -> str:
        role: str = await resident.page.evaluate("document.documentElement.dataset.picture ?? ''")
        return role

    await until(look, why=f"{role} is not large", is_good=lambda now: now == role)


async def view(resident: Resident) -> str:
    kind: str = await resident.page.evaluate("document.documentElement.dataset.view ?? ''")
    return kind
