"""Alerts over real SMTP and HTTP: what arrives, and what happens when a server is away."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from server.kits.alerts.book import Notice, Trouble
from server.kits.alerts.sender import AlertSender, Letter
from server.mail import MailServer
from tests.server.kits.alerts.sinks import Webhook
from tests.support.mailbox import Mailbox
from tests.support.waiting import until

ADDRESS = "https://passerelle.example.org/technique"
BLACK = Trouble(1, "k1", "black", "Cuisine · Boîtier", "La caméra « Salle » est noire.")
LOST = Trouble(1, "k2", "lost", "Couture · Valise", "Le boîtier ne répond plus.")
LETTER = Letter(Notice(1, (BLACK,), (LOST,)), "Centre Jacques Brel", ("karim@brel.example",))


@asynccontextmanager
async def sending(sender: AlertSender) -> AsyncIterator[AlertSender]:
    task = asyncio.create_task(sender.run())
    yield sender
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


def mail_server(port: int, **fields: str) -> MailServer:
    return MailServer("127.0.0.1", port, "passerelle@brel.example", "none", **fields)


async def test_a_letter_says_what_where_and_what_is_well_again() -> None:
    async with Mailbox() as mailbox:
        sender = AlertSender(mail_server(mailbox.port), None, ADDRESS)
        async with sending(sender):
            sender.post(LETTER)
            await until(lambda: mailbox.letters)
    ((to, letter),) = mailbox.letters
    assert to == ["karim@brel.example"]
    assert letter["Subject"] == "Passerelle : un boîtier à voir (Centre Jacques Brel)"
    assert letter["Auto-Submitted"] == "auto-generated"
    text = letter.get_content()
    assert "- Cuisine · Boîtier : La caméra « Salle » est noire." in text
    assert "De nouveau en ordre" in text and "Couture · Valise" in text
    assert ADDRESS in text


async def test_a_webhook_gets_the_same_as_json() -> None:
    async with Webhook() as webhook:
        sender = AlertSender(None, webhook.url, ADDRESS)
        async with sending(sender):
            sender.post(LETTER)
            await until(lambda: webhook.bodies)
    (body,) = webhook.bodies
    assert body["centre"] == {"id": 1, "name": "Centre Jacques Brel"}
    assert [one["key"] for one in body["troubles"]] == ["black"]
    assert [one["kit"] for one in body["over"]] == ["k2"]


async def test_a_server_that_is_away_gets_it_later() -> None:
    async with Mailbox(busy=2) as mailbox, Webhook(faults=1) as webhook:
        sender = AlertSender(mail_server(mailbox.port), webhook.url, ADDRESS, (0.01,) * 4)
        async with sending(sender):
            sender.post(LETTER)
            await until(lambda: mailbox.letters and webhook.bodies)
    assert len(mailbox.letters) == len(webhook.bodies) == 1


async def test_one_way_that_never_works_does_not_hold_up_the_next_letters() -> None:
    async with Webhook() as webhook:
        sender = AlertSender(mail_server(9), webhook.url, ADDRESS, (0.01,))
        async with sending(sender):
            for _ in range(3):
                sender.post(LETTER)
            await until(lambda: len(webhook.bodies) == 3)


@pytest.mark.parametrize(("password", "taken"), [("le bon", 1), ("un autre", 0)])
async def test_a_server_that_asks_who_writes(
    password: str, taken: int, capsys: pytest.CaptureFixture[str]
) -> None:
    async with Mailbox("le bon") as mailbox:
        mail = mail_server(mailbox.port, user="passerelle", password=password)
        sender = AlertSender(mail, None, ADDRESS, ())
        async with sending(sender):
            sender.post(LETTER)
            await until(lambda: mailbox.letters or "given up" in capsys.readouterr().out)
    assert len(mailbox.letters) == taken
    assert password not in repr(mail)
