"""Hands, words, reactions, the time left: what everybody does in a session."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import expect

from tests.e2e.session.effects import hidden, says, shown, silent, tile_says
from tests.e2e.session.gathering import Gathering

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_hands_are_in_order(gathering: Gathering) -> None:
    host, paule, luc, amina = (
        gathering.host,
        *(gathering[name] for name in ("Paule", "Luc", "Amina")),
    )
    for resident, sentence in (
        (luc, "Votre main est levée. Vous êtes en tête."),
        (paule, "Votre main est levée. Vous êtes le 2ᵉ."),
        (amina, "Votre main est levée. Vous êtes le 3ᵉ."),
    ):
        await resident.command("Lever la main").click()
        await expect(resident.page.get_by_text(sentence)).to_be_visible()
        await expect(resident.page.locator("#hand")).to_have_attribute("aria-pressed", "true")
    first = host.page.locator("#home-list li .n b")
    await expect(first.nth(0)).to_have_text("Luc")
    await expect(first.nth(1)).to_have_text("Paule")
    await expect(first.nth(2)).to_have_text("Amina")

    await gathering.reach.press_for(
        "lower a hand",
        await host.act("Luc", "Baisser la main"),
        [
            (luc.page, says("#hand", "Lever la main")),
            *((page, tile_says("Amina", "numéro 2")) for page in gathering.others("Luc", "Amina")),
        ],
    )
    for resident in (paule, amina):
        await resident.command("Baisser la main").click()
        await expect(resident.page.locator("#hand")).to_have_attribute("aria-pressed", "false")


async def test_what_is_written_is_text_and_its_links_are_safe(gathering: Gathering) -> None:
    host, paule, luc = gathering.host, gathering["Paule"], gathering["Luc"]
    text = "Voir https://recettes.example/galettes et <b>ici</b> javascript:alert(1)"
    await paule.write(text)

    await luc.command("Écrire à tous").click()
    message = luc.page.locator("#chat .mot", has_text="javascript:alert(1)").last
    await expect(message).to_contain_text(text)
    links = message.get_by_role("link")
    await expect(links).to_have_count(1)
    await expect(links).to_have_attribute("href", "https://recettes.example/galettes")
    await expect(links).to_have_attribute("rel", "noopener noreferrer nofollow")
    await expect(links).to_have_attribute("target", "_blank")
    await expect(message.locator("p b")).to_have_count(0)
    await luc.page.get_by_role("button", name="Fermer").last.click()

    await host.tool("Écrire à tous")
    await gathering.reach.press(
        "take a message away",
        host.page.get_by_role("button", name="Effacer le message de Paule").last,
        everywhere=gathering.pages,
        shows=silent("#chat", "javascript:alert(1)"),
    )
    await host.page.locator("#chat-log").get_by_label("Votre message").fill("À table !")
    await gathering.reach.press(
        "write to all",
        host.page.locator("#chat-log").get_by_role("button", name="Envoyer"),
        everywhere=gathering.pages,
        shows=says("#chat", "À table !"),
    )
    await host.page.locator("#tool-chat").click()


async def test_a_reaction_is_seen_by_all(gathering: Gathering) -> None:
    paule, luc = gathering["Paule"], gathering["Luc"]
    await (
        paule.page.get_by_role("group", name="Réagir sans parler")
        .get_by_role("button", name="Bravo")
        .click()
    )
    await expect(gathering.host.page.locator("#reactions")).to_contain_text("Bravo : Paule")
    await expect(luc.tile("Paule").locator(".reaction")).to_contain_text("Bravo")


async def test_the_time_left(gathering: Gathering) -> None:
    host = gathering.host
    await host.tool("Donner un temps")
    await host.page.get_by_label("Pour quoi faire ? (facultatif)").fill("Au four")
    await gathering.reach.press(
        "start a timer",
        host.button("5 minutes"),
        everywhere=gathering.pages,
        shows=f"{shown('#timer')} && {says('#timer', 'Au four')}",
    )
    await expect(gathering["Paule"].page.get_by_role("timer")).to_have_text(re.compile(r"4:\d\d"))
    await gathering.reach.press(
        "stop the timer",
        host.page.locator("#timer-shown").get_by_role("button", name="Arrêter"),
        everywhere=gathering.pages,
        shows=hidden("#timer"),
    )
