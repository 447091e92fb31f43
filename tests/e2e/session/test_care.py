"""Help, a word aside, being recorded or not, a device in the room."""

from __future__ import annotations

import asyncio
import csv
import io
from functools import partial

import pytest
from playwright.async_api import Browser, Locator, expect

from tests.e2e.chromium import new_person
from tests.e2e.people import Home, until
from tests.e2e.session.effects import hidden, says, shown, tile_says
from tests.e2e.session.gathering import Gathering
from tests.e2e.session.participants import Resident

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

ALLOW = "Touchez le cadenas en haut de la page, puis « Micro », puis « Autoriser »."


async def test_help_from_the_first_press_to_the_end(
    gathering: Gathering, refusing_chromium: Browser
) -> None:
    host = gathering.host
    context = await new_person(refusing_chromium)
    odette = await gathering.come_in("Odette", context=context)
    await odette.ask_for("Ouvrir mon micro")
    await expect(odette.page.get_by_text("On ne vous entend pas encore.")).to_be_visible()
    row = host.row("Odette")
    await expect(row).not_to_contain_text("Micro bloqué")

    await odette.page.get_by_role("button", name="Aide", exact=True).click()
    await expect(row).to_contain_text("Demande de l’aide")
    # What blocks her device is hers until she agrees.
    assert not any(one["agreed"] for one in await host.received("help.status"))
    assert not any(one["microphone"] for one in await host.received("help.status"))
    await odette.page.get_by_role("button", name="Oui, je veux bien").click()
    await until(
        lambda: host.received("help.status"),
        why="the refused microphone is not told",
        is_good=lambda told: bool(told) and told[-1]["microphone"] == "refused",
    )

    await host.button("Aider Odette").click()
    instruct = row.locator(".deplie").get_by_role("button", name=ALLOW)
    card = "#phrases .consigne"
    await gathering.reach.press_for(
        "push an instruction", instruct, [(odette.page, f"{shown(card)} && {says(card, ALLOW)}")]
    )
    await expect(odette.page.locator(f"{card} svg").first).to_be_visible()
    await odette.page.get_by_role("button", name="C’est fait").click()
    await expect(odette.page.locator(card)).to_have_count(0)
    await expect(host.page.get_by_text("Odette a suivi la consigne.")).to_be_visible()
    await host.page.locator("#phrases").get_by_role("button", name="Fermer").first.click()
    await gathering.see_off(odette)


async def test_a_word_aside(gathering: Gathering) -> None:
    host, paule, luc = gathering.host, gathering["Paule"], gathering["Luc"]
    await luc.open_microphone()
    await until(lambda: voices(paule), why="Luc is not heard", is_good=lambda now: now == 2)
    aside = await host.act("Luc", "Parler en aparté")
    await gathering.reach.press(
        "take aside",
        aside,
        everywhere=gathering.others("Luc"),
        shows=tile_says("Luc", "En aparté"),
    )
    await expect(
        luc.page.get_by_text(
            "Vous parlez en aparté avec Sandrine. Les autres ne vous entendent pas."
        )
    ).to_be_visible()
    await until(lambda: voices(paule), why="Luc is still heard", is_good=lambda now: now == 1)
    await until(lambda: voices(luc), why="Luc still hears the room", is_good=lambda now: now == 0)

    await luc.page.get_by_role("button", name="Revenir avec tous").click()
    await expect(paule.tile("Luc")).not_to_contain_text("En aparté")
    # Back with everybody, with nothing on.
    await expect(luc.command("Ouvrir mon micro")).to_be_visible()
    await until(lambda: voices(luc), why="the room is not heard", is_good=lambda now: now == 1)


async def test_everybody_answers_for_themself_before_being_recorded(gathering: Gathering) -> None:
    host = gathering.host
    written = len(await ledger_of(gathering))
    dialog = "dialog.plein[open]"
    await gathering.reach.press(
        "ask to record",
        host.button("Demander l’accord de chacun"),
        everywhere=gathering.pages,
        shows=f"{shown(dialog)} && {shown('#recording')}",
    )
    answers = {
        "Paule": "Oui, mon image et ma voix",
        "Luc": "Oui, ma voix seulement",
        "Amina": "Non, ne m’enregistrez pas",
    }
    for name, words in answers.items():
        buttons = question(gathering[name]).locator(".choix").get_by_role("button")
        # Wherever the mouse was left, it points at none of them.
        await gathering[name].page.mouse.move(1, 1)
        # A moment later, when no colour is on its way to another any more.
        await until(
            partial(alike, buttons),
            why="an answer is more inviting than another",
            is_good=bool,
        )
        await buttons.get_by_text(words).click()
        await expect(question(gathering[name])).to_have_count(0)
    # Escape is no answer, and no answer is a no.
    await gathering["Denise"].page.keyboard.press("Escape")
    for name, sentence in (
        ("Paule", "Vous y figurez."),
        ("Luc", "Votre voix seule y figure."),
        ("Amina", "Vous n’y figurez pas."),
        ("Denise", "Vous n’y figurez pas."),
    ):
        await expect(gathering[name].page.locator("#recording")).to_contain_text(sentence)
    counts = host.page.locator("#recording-counts")
    await expect(counts).to_contain_text("1 oui, 1 voix seulement, 1 non, 2 sans réponse")

    # One changes one's mind whenever one likes.
    await gathering["Paule"].page.get_by_role("button", name="Mon choix").click()
    await question(gathering["Paule"]).get_by_text("Non, ne m’enregistrez pas").click()
    await expect(gathering["Paule"].page.locator("#recording")).to_contain_text(
        "Vous n’y figurez pas."
    )
    await expect(counts).to_contain_text("1 voix seulement, 2 non, 2 sans réponse")
    await gathering["Gérard"].page.keyboard.press("Escape")

    await gathering.reach.press(
        "ask no more",
        host.button("Ne plus demander"),
        everywhere=gathering.pages,
        shows=hidden("#recording"),
    )
    ledger = await until(
        lambda: ledger_of(gathering),
        why="not written",
        is_good=lambda rows: len(rows) >= written + 4,
    )
    ledger = ledger[written:]
    assert [(row["name"], row["answer"]) for row in ledger] == [
        ("Paule", "yes"),
        ("Luc", "voice"),
        ("Amina", "no"),
        ("Paule", "no"),
    ]
    assert all(row["text_version"] and row["at"] and row["language"] == "fr" for row in ledger)
    outsider = await gathering["Luc"].page.context.request.get(ledger_address(gathering))
    assert outsider.status in (401, 403)


async def test_a_device_in_the_room_has_no_sound_and_still_takes_part(gathering: Gathering) -> None:
    host = gathering.host
    monique = await gathering.come_in("Monique", as_companion=True)
    await expect(monique.page.get_by_text("cet appareil reste sans son")).to_be_visible()
    for label in ("Ouvrir mon micro", "Allumer ma caméra"):
        await expect(monique.command(label)).to_be_hidden()
    inbound = (await monique.stats())["inbound"]
    assert [each for each in inbound if each["kind"] == "audio" and each["audioEnergy"]] == []
    await monique.command("Lever la main").click()
    await expect(host.row("Monique")).to_contain_text("Main levée")
    await expect(host.row("Monique")).not_to_contain_text("Micro")
    await monique.write("Je suis au fond de la salle")
    await expect(gathering["Paule"].page.locator("#chat")).to_contain_text("au fond de la salle")
    await host.tool("Écrire à tous")
    await host.page.get_by_role("button", name="Effacer le message de Monique").click()
    await host.page.locator("#tool-chat").click()
    await gathering.see_off(monique)


async def voices(person: Home, *, during_s: float = 1.5) -> int:
    """How many sounds are being heard."""

    async def energies() -> dict[tuple[int, str], float]:
        inbound = (await person.stats())["inbound"]
        return {
            (each["peer"], each["mid"]): each["audioEnergy"] or 0.0
            for each in inbound
            if each["kind"] == "audio"
        }

    before = await energies()
    await asyncio.sleep(during_s)
    after = await energies()
    return sum(energy > before.get(track, 0.0) + 1e-7 for track, energy in after.items())


def question(resident: Resident) -> Locator:
    return resident.page.locator("dialog.plein[open]")


async def alike(buttons: Locator) -> bool:
    """The same size, colours and weight: no answer is the expected one."""
    styles = await buttons.evaluate_all(
        """all => all.map(one => {
          const style = getComputedStyle(one);
          return [style.backgroundColor, style.color, style.fontWeight, style.borderColor].join();
        })"""
    )
    return len(set(styles)) == 1 and len(styles) == 3


def ledger_address(gathering: Gathering) -> str:
    return f"{gathering.house.origin}/api/consents/{gathering.session}"


async def ledger_of(gathering: Gathering) -> list[dict[str, str]]:
    answer = await gathering.host.page.context.request.get(ledger_address(gathering))
    assert answer.ok
    text = (await answer.body()).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))
