"""A session is recorded: of those who agree, for whoever leads to see, and nobody else is in it."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import expect

from tests.e2e.people import until
from tests.e2e.session.accessibility.audit import violations
from tests.e2e.session.gathering import Gathering
from tests.e2e.session.participants import Resident
from tests.recorder.coded import decoded

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

YES, VOICE, NO = "Oui, mon image et ma voix", "Oui, ma voix seulement", "Non, ne m’enregistrez pas"
READABLE = "Les 10 dernières secondes sont lisibles."


async def test_rose_and_the_room_are_in_it_and_marcel_is_not(gathering: Gathering) -> None:
    # Who has just come was never asked: the others may have answered in this session before.
    host = gathering.host
    rose, marcel = await gathering.come_in("Rose"), await gathering.come_in("Marcel")
    for person in (rose, marcel):
        await person.open_camera()
        await person.open_microphone()
    await host.button("Enregistrer").click()
    for page in gathering.pages:
        await expect(page.locator("#recording").first).to_contain_text("Enregistrement en cours.")
    await expect(host.page.locator("#recording-state")).to_have_text("En cours")
    # Before anybody agreed, not a byte.
    await answer(marcel, NO)
    await asyncio.sleep(1.0)
    (folder,) = (gathering.house.data_dir / "recordings").iterdir()
    assert list(folder.glob("*.mkv")) == []

    await answer(rose, YES)
    await host.page.get_by_label("J’ai posé la question à chaque personne").check()
    await expect(host.page.locator("#recording-proof")).to_contain_text(READABLE, timeout=20_000)
    await expect(host.page.locator("#recording-left")).to_contain_text("Il reste de la place")
    assert await violations(host.page) == [] and await violations(rose.page) == []
    await host.button("Marquer ce moment").click()
    await until(
        lambda: entries(folder),
        why="the room or Rose is not written",
        is_good=lambda now: (
            {"Rose camera", "Rose microphone"} <= names(now)
            and any(one["who"]["person"] == "room" for one in now)
        ),
    )

    # A picture taken back is not written a second longer.
    await answer(rose, VOICE, again=True)
    await asyncio.sleep(1.0)
    camera = next(f for f in await entries(folder) if names([f]) == {"Rose camera"})
    size = (folder / camera["file"]).stat().st_size
    await asyncio.sleep(1.5)
    assert (folder / camera["file"]).stat().st_size == size

    await host.button("Arrêter l’enregistrement").click()
    for page in gathering.pages:
        await expect(page.locator("#recording").first).to_be_hidden()
        # Nor is anybody still asked.
        await expect(page.locator("dialog.plein")).to_have_count(0)
    await until(
        lambda: manifest(folder),
        why="it is not finished",
        is_good=lambda one: one["state"] == "finished",
    )
    files = await entries(folder)
    assert not any("Marcel" in name for name in names(files))
    assert {one["who"]["source"] for one in files if one["who"]["person"] == "room"} == {
        "camera",
        "microphone",
    }
    for one in files:
        assert decoded(folder / one["file"]), one
        assert one["end_reason"] in ("stopped", "withdrawn")
    marks = json.loads((folder / "events.json").read_bytes())["marks"]
    assert [mark["title"] for mark in marks] == [""]
    await gathering.see_off(rose, marcel)


async def test_it_is_among_those_of_the_centre_until_it_is_deleted(gathering: Gathering) -> None:
    page = await gathering.host.page.context.new_page()
    await page.goto(f"{gathering.house.origin}/aujourdhui")
    await page.get_by_text("Enregistrements", exact=True).click()
    line = page.locator("#recordings-list li").first
    await expect(line).to_contain_text("Conseil des habitants")
    await expect(line).to_contain_text("Complet")
    await expect(line).to_contain_text("Rose")
    await expect(line).not_to_contain_text("Marcel")
    assert await violations(page) == []
    await line.get_by_role("button", name="Supprimer").click()
    await page.locator("#confirm").get_by_role("button", name="Supprimer").click()
    await expect(page.locator("#recordings-list")).to_contain_text("Aucun enregistrement")
    assert list((gathering.house.data_dir / "recordings").iterdir()) == []
    await page.close()


async def answer(person: Resident, words: str, *, again: bool = False) -> None:
    """To the question that comes by itself, or, `again`, to the one that is asked for."""
    dialog = person.page.locator("dialog.plein[open]")
    if again:
        await person.page.get_by_role("button", name="Mon choix").click()
    await dialog.get_by_text(words).click()
    await expect(dialog).to_have_count(0)


async def manifest(folder: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((folder / "manifest.json").read_bytes())
    return content


async def entries(folder: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await manifest(folder))["files"]
    return found


def names(files: list[dict[str, Any]]) -> set[str]:
    return {f"{one['who']['name']} {one['who']['source']}" for one in files}
