"""A question to everybody, and a secret vote with its minutes."""

from __future__ import annotations

import csv
import io

import pytest
from playwright.async_api import Locator, expect

from tests.e2e.session.effects import hidden, says
from tests.e2e.session.gathering import Gathering
from tests.e2e.session.participants import Host, Resident

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_a_question_its_answers_and_its_result(gathering: Gathering) -> None:
    host = gathering.host
    await ask(host, "On se retrouve samedi ?")
    await gathering.reach.press(
        "ask a question",
        host.button("Poser la question"),
        everywhere=gathering.pages,
        shows=says("#poll-card", "On se retrouve samedi ?"),
    )
    await answer(gathering["Paule"], "Oui")
    await answer(gathering["Luc"], "Non")
    await expect(gathering["Luc"].page.locator("#poll-card")).to_contain_text(
        "Votre réponse est prise. Vous pouvez la changer."
    )
    await gathering["Luc"].page.locator("#poll-card").get_by_label("Oui").check()
    await gathering["Luc"].page.get_by_role("button", name="Changer ma réponse").click()
    await expect(host.page.locator("#poll-card")).to_contain_text("2 réponses sur 5")

    await gathering.reach.press(
        "stop the answers",
        host.button("Arrêter les réponses"),
        everywhere=gathering.pages,
        shows=says("#poll-card", "La question est terminée."),
    )
    await gathering.reach.press(
        "show the result",
        host.button("Montrer le résultat"),
        everywhere=gathering.pages,
        shows=says("#poll-card", "2 réponses sur 5"),
    )
    last = (await gathering["Amina"].received("poll"))[-1]
    assert last["poll"]["results"] == [2, 0]
    await gathering.reach.press(
        "put the question away",
        host.button("Ranger la question"),
        everywhere=gathering.pages,
        shows=hidden("#poll"),
    )


async def test_a_secret_vote_and_its_minutes(gathering: Gathering) -> None:
    host = gathering.host
    await ask(host, "Qui prend la présidence ?", "Amina", "Luc", secret=True)
    await host.button("Poser la question").click()
    votes = {"Paule": "Amina", "Luc": "Luc", "Denise": "Amina"}
    for name, choice in votes.items():
        card = gathering[name].page.locator("#poll-card")
        await expect(card).to_contain_text("Personne ne saura qui a choisi quoi.")
        await answer(gathering[name], choice)
        await expect(card).to_contain_text("Votre vote est compté.")
        # What is kept nowhere cannot be changed.
        await expect(card.get_by_role("radio")).to_have_count(0)
    await host.button("Arrêter les réponses").click()
    await host.button("Montrer le résultat").click()
    await expect(gathering["Gérard"].page.locator("#poll-card")).to_contain_text("3 réponses sur 5")
    for name in gathering.residents:
        for message in await gathering[name].received("poll"):
            poll = message["poll"]
            assert poll is None or not poll["secret"] or poll["mine"] is None
    await host.button("Ranger la question").click()

    address = f"{gathering.house.origin}/api/polls/{gathering.session}"
    answer_csv = await host.page.context.request.get(f"{address}?format=csv")
    assert answer_csv.ok
    table = list(
        csv.reader(io.StringIO((await answer_csv.body()).decode("utf-8-sig")), delimiter=";")
    )
    assert any("Qui prend la présidence ?" in row for row in table)
    minutes = (await (await host.page.context.request.get(address)).json())["polls"][-1]
    assert minutes["results"] == [2, 1]
    assert minutes["voters"] == ["Denise", "Luc", "Paule"]
    assert minutes["ballots"] == []
    outsider = await gathering["Luc"].page.context.request.get(address)
    assert outsider.status in (401, 403)


async def ask(host: Host, question: str, *choices: str, secret: bool = False) -> None:
    """Fill in the form of a question, "Oui" and "Non" where no choices are given."""
    await host.tool("Poser une question")
    form = host.page.locator("#poll-form")
    await form.get_by_label("Votre question").fill(question)
    for number, choice in enumerate(choices, 1):
        await form.get_by_label(f"Réponse {number}").fill(choice)
    if secret:
        await form.get_by_label("Vote secret").check()


async def answer(resident: Resident, choice: str) -> None:
    card: Locator = resident.page.locator("#poll-card")
    await card.get_by_label(choice).check()
    await card.get_by_role("button", name="Donner ma réponse").click()
