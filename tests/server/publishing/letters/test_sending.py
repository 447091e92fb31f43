"""Letters about the end of replays, over real SMTP: to whom, once, whatever fails."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from aiohttp.test_utils import TestServer
from sqlalchemy import select

from server.accounts.roles import CentreRole
from server.app import WEB_FOLDER, create_app
from server.database.account_models import Account
from server.database.publishing_models import ExpiryLetter
from server.mail import MailServer
from server.publishing.letters.sending import ExpiryLetters
from server.sentences import read_translators
from server.services import DATABASE, KEEPING, SETTINGS, wall_time
from tests.server.accounts_house import add_account, add_other_centre
from tests.server.conftest import Served, settings_for
from tests.server.publishing.house import Film, add_film
from tests.support.mailbox import Mailbox
from tests.support.waiting import until

DAY_S = 86_400.0
BASE = "https://passerelle.example"
LANGUAGES = read_translators(WEB_FOLDER / "locales")


@pytest.fixture
async def mailbox() -> AsyncIterator[Mailbox]:
    async with Mailbox() as box:
        yield box


@pytest.fixture
async def claire(served: Served) -> int:
    return await add_account(served, "claire@brel.example", CentreRole.COORDINATOR)


def letters_of(served: Served, mailbox: Mailbox) -> ExpiryLetters:
    """A process that has just begun: it knows what the database knows."""
    mail = MailServer("127.0.0.1", mailbox.port, "passerelle@brel.example", "none")
    return ExpiryLetters(served.app[DATABASE], mail, BASE, served.wall, LANGUAGES)


async def film_with(served: Served, days: float, **more: object) -> Film:
    film = await add_film(served, **more)  # type: ignore[arg-type]
    await film.set(expires_at=wall_time(served.app) + timedelta(days=days))
    return film


def addresses(mailbox: Mailbox) -> list[str]:
    return sorted(address for to, _ in mailbox.letters for address in to)


async def test_whoever_made_it_and_who_coordinates_its_centre_are_told(
    served: Served, mailbox: Mailbox, claire: int
) -> None:
    paul = await add_account(served, "paul@brel.example", CentreRole.VOLUNTEER)
    await add_account(served, "nadia@brel.example", CentreRole.ANIMATEUR)
    await add_account(served, "karim@brel.example", CentreRole.TECHNICIAN)
    await add_other_centre(served)
    await add_account(served, "luc@carnot.example", CentreRole.COORDINATOR, centre="Espace Carnot")
    film = await film_with(served, 29, owner=paul)
    later = await film_with(served, 90, owner=paul)
    assert await letters_of(served, mailbox).send()
    assert addresses(mailbox) == ["claire@brel.example", "paul@brel.example"]
    for _, letter in mailbox.letters:
        text = letter.get_content()
        assert f"{BASE}/relecture/{film.id}" in text and later.id not in text
        assert letter["Auto-Submitted"] == "auto-generated"


async def test_who_leads_there_no_longer_or_may_not_sign_in_is_not_told(
    served: Served, mailbox: Mailbox, claire: int
) -> None:
    gone = await add_account(served, "paul@brel.example")
    await film_with(served, 29, owner=gone)
    async with served.app[DATABASE].transaction() as db:
        (await db.get_one(Account, claire)).disabled = True
    assert await letters_of(served, mailbox).send()
    assert mailbox.letters == []


async def test_three_letters_in_all_each_once_over_restarts(
    served: Served, mailbox: Mailbox, claire: int
) -> None:
    film = await film_with(served, 70)
    told = []
    for day in range(71):
        # Another process each day, and a look more.
        for _ in range(2):
            assert await letters_of(served, mailbox).send()
        if len(mailbox.letters) > len(told):
            told.append(70 - day)
        served.wall.advance(DAY_S)
    assert told == [60, 30, 7]
    assert len(mailbox.letters) == 3
    await served.app[KEEPING].look()
    assert await film.row() is None
    async with served.app[DATABASE].transaction() as db:
        assert (await db.scalars(select(ExpiryLetter))).all() == []


async def test_what_was_not_taken_is_sent_again_by_whoever_comes_next(
    served: Served, mailbox: Mailbox, claire: int
) -> None:
    await film_with(served, 7)
    mailbox.busy = 2
    first = letters_of(served, mailbox)
    assert not await first.send()
    assert not await letters_of(served, mailbox).send()
    assert mailbox.letters == []
    assert await letters_of(served, mailbox).send()
    assert await first.send()
    assert addresses(mailbox) == ["claire@brel.example"]


async def test_several_replays_are_one_letter_a_day(
    served: Served, mailbox: Mailbox, claire: int
) -> None:
    one, two = (
        await film_with(served, 7, title="Crêpes"),
        await film_with(served, 30, title="Valse"),
    )
    letters = letters_of(served, mailbox)
    await letters.send()
    three = await film_with(served, 60, title="Guitare")
    served.wall.advance(3600.0)
    await letters.send()
    ((_, letter),) = mailbox.letters
    text = letter.get_content()
    assert text.index(one.id) < text.index(two.id) and three.id not in text
    assert "2 vidéos" in letter["Subject"]
    served.wall.advance(DAY_S)
    await letters.send()
    assert len(mailbox.letters) == 2 and three.id in mailbox.letters[1][1].get_content()


@pytest.mark.parametrize(
    ("language", "said", "unsaid"),
    [
        ("fr", ("Bonjour", "effacée le", "(dans 7 jours)"), ("Hello", "deleted")),
        ("en", ("Hello", "deleted on", "(in 7 days)"), ("Bonjour", "effacée")),
        (None, ("Bonjour", "effacée le", "Hello", "deleted on"), ()),
    ],
)
async def test_a_letter_is_in_the_language_of_the_account_and_in_both_where_none_is_known(
    served: Served,
    mailbox: Mailbox,
    claire: int,
    language: str | None,
    said: tuple[str, ...],
    unsaid: tuple[str, ...],
) -> None:
    async with served.app[DATABASE].transaction() as db:
        (await db.get_one(Account, claire)).language = language
    await film_with(served, 7, title="Crêpes")
    assert await letters_of(served, mailbox).send()
    ((_, letter),) = mailbox.letters
    text = letter.get_content()
    assert all(words in text for words in said), text
    assert not any(words in text for words in unsaid), text
    assert ("will be deleted" in letter["Subject"]) == (language == "en")
    assert "letters." not in text and "{" not in text


async def test_an_unknown_address_keeps_nobody_else_from_theirs(
    served: Served, mailbox: Mailbox, claire: int
) -> None:
    paul = await add_account(served, "paul@brel.example", CentreRole.VOLUNTEER)
    await film_with(served, 7, owner=paul)
    mailbox.unknown = frozenset({"claire@brel.example"})
    letters = letters_of(served, mailbox)
    assert not await letters.send()
    assert addresses(mailbox) == ["paul@brel.example"]
    # Corrected, but not asked about again at once.
    mailbox.unknown = frozenset()
    assert await letters.send()
    assert addresses(mailbox) == ["paul@brel.example"]
    served.wall.advance(DAY_S)
    assert await letters.send()
    assert addresses(mailbox) == ["claire@brel.example", "paul@brel.example"]


async def test_without_a_mail_server_it_is_said_once_and_nothing_is_noted(
    served: Served, claire: int, capsys: pytest.CaptureFixture[str]
) -> None:
    await film_with(served, 7)
    capsys.readouterr()
    letters = ExpiryLetters(served.app[DATABASE], None, BASE, served.wall, LANGUAGES)
    running = letters.context(served.app)
    await anext(running)
    assert await letters.send() and await letters.send()
    assert await anext(running, None) is None
    assert capsys.readouterr().out.count("no mail server is set") == 1
    async with served.app[DATABASE].transaction() as db:
        assert (await db.scalars(select(ExpiryLetter))).all() == []


async def test_a_server_with_a_mail_server_in_its_settings_sends_by_itself(
    served: Served, mailbox: Mailbox, claire: int
) -> None:
    await film_with(served, 7)
    settings = settings_for(
        served.app[SETTINGS].data_dir,
        smtp_host="127.0.0.1",
        smtp_port=mailbox.port,
        smtp_security="none",
        public_url=BASE,
    )
    server = TestServer(create_app(settings, wall_clock=served.wall))
    await server.start_server(auto_decompress=False)
    try:
        await until(lambda: mailbox.letters)
    finally:
        await server.close()
    assert addresses(mailbox) == ["claire@brel.example"]
    assert f"{BASE}/relecture/" in mailbox.letters[0][1].get_content()
