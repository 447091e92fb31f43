"""Writes to whoever made a replay, and to those who coordinate its centre, before its end.

A letter is noted once the mail server took it: one that was not taken is tried again, by the next
process too. Who is cut off between the two gets it twice, under one Message-ID.
"""

from __future__ import annotations

import asyncio
import smtplib
from collections.abc import AsyncIterator, Callable, Collection, Mapping
from datetime import UTC, datetime, timedelta

import structlog
from aiohttp import web
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from server.accounts.accounts import all_accounts, roles_of
from server.accounts.roles import COORDINATES, LEADS, CentreRole
from server.background import running
from server.database.account_models import Account
from server.database.engine import Database
from server.database.models import Centre
from server.database.publishing_models import ExpiryLetter
from server.database.replay_models import Replay
from server.mail import FAULTS, MailServer
from server.publishing import steps
from server.publishing.expiry import may_renew
from server.publishing.letters import words
from server.publishing.letters.due import Ending, Letter, Told, due_letters
from server.sentences import Translate

_log = structlog.get_logger(__name__)
PERIOD_S = 3600.0
#: After a letter that was not taken.
RETRY_S = 600.0
#: An address that the mail server does not know is not asked about all day long.
REFUSED_FOR = timedelta(days=1)


class ExpiryLetters:
    """`wall_clock`: unix seconds. `base_url`: what the addresses of the pages begin with.
    `languages`: the sentences of each."""

    def __init__(
        self,
        database: Database,
        mail: MailServer | None,
        base_url: str,
        wall_clock: Callable[[], float],
        languages: Mapping[str, Translate],
    ) -> None:
        self._database, self._mail, self._languages = database, mail, languages
        self._base_url, self._wall_clock = base_url, wall_clock
        self._refused: dict[int, datetime] = {}

    async def context(self, _app: web.Application) -> AsyncIterator[None]:
        """For `app.cleanup_ctx`, after the database: at the start, then every hour."""
        if self._mail is None:
            _log.info("no letters about the end of replays: no mail server is set")
            yield
            return
        async with running(self._send_forever()):
            yield

    async def send(self) -> bool:
        """What is due by now. False: something was not taken."""
        if self._mail is None:
            return True
        now, sent = self._now(), True
        async with self._database.transaction() as db:
            accounts = {one.id: one for one in await all_accounts(db) if not one.disabled}
            endings = await _endings(db, accounts, now)
            told = [_told(one) for one in await db.scalars(select(ExpiryLetter))]
        for letter in due_letters(endings, told, now):
            if letter.account not in self._refused or self._refused[letter.account] <= now:
                sent &= await self._send_one(self._mail, letter, accounts[letter.account], now)
        return sent

    async def _send_one(
        self, mail: MailServer, letter: Letter, account: Account, now: datetime
    ) -> bool:
        said = self._languages, account.language
        subject = words.subject(letter, *said, now)
        text = words.text(letter, *said, account.name, self._base_url, now)
        try:
            await mail.send([account.email], subject, text, letter.name)
        except FAULTS as fault:
            # Never the fault's text: it may repeat the address or the password.
            _log.warning("expiry letter not sent", fault=type(fault).__name__)
            if isinstance(fault, smtplib.SMTPRecipientsRefused):
                self._refused[account.id] = now + REFUSED_FOR
            return False
        async with self._database.transaction() as db:
            for one in letter.announced:
                if await db.get(Replay, one.ending.replay) is not None:
                    db.add(_line(letter.account, one.ending, one.days, now))
        _log.info("expiry letter sent", account=letter.account, replays=len(letter.announced))
        return True

    async def _send_forever(self) -> None:
        while True:
            sent = False
            try:
                sent = await self.send()
            except Exception:
                _log.exception("letters about the end of replays not sent")
            await asyncio.sleep(PERIOD_S if sent else RETRY_S)

    def _now(self) -> datetime:
        return datetime.fromtimestamp(self._wall_clock(), UTC)


async def _endings(
    db: AsyncSession, accounts: Mapping[int, Account], now: datetime
) -> list[Ending]:
    """The replays that end soon. Only those are written to who may still see to them."""
    centres = {one.id: one.name for one in await db.scalars(select(Centre))}
    found = []
    for replay in await db.scalars(select(Replay)):
        ends_at = steps.ends_at(replay)
        if not may_renew(ends_at, now):
            continue
        makers = await steps.makers_of(db, replay)
        told = frozenset(
            account.id
            for account in accounts.values()
            if _has_role(account, replay.centre_id, COORDINATES)
            or (account.id in makers and _has_role(account, replay.centre_id, LEADS))
        )
        found.append(Ending(replay.id, replay.title, centres[replay.centre_id], ends_at, told))
    return found


def _has_role(account: Account, centre: int, roles: Collection[CentreRole]) -> bool:
    return any((centre, role) in roles_of(account) for role in roles)


def _told(line: ExpiryLetter) -> Told:
    return Told(line.replay_id, line.account_id, line.days, line.expires_at, line.sent_at)


def _line(account: int, ending: Ending, days: int, now: datetime) -> ExpiryLetter:
    return ExpiryLetter(
        replay_id=ending.replay,
        account_id=account,
        days=days,
        expires_at=ending.ends_at,
        sent_at=now,
    )
