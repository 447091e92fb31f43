"""Whom to write to about the end of replays, and when: once for each notice, and not more than one
letter a day to anybody. Pure: instants are arguments."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from server.publishing.expiry import due_notice

#: A little less than a day: the look an hour earlier tomorrow does not put it off for two.
EVERY = timedelta(hours=22)


@dataclass(frozen=True, slots=True)
class Ending:
    """A replay, and the accounts of those who answer for it."""

    replay: str
    title: str
    centre: str
    ends_at: datetime
    accounts: frozenset[int]


@dataclass(frozen=True, slots=True)
class Told:
    """That a letter to `account` about this end of `replay` was taken by the mail server."""

    replay: str
    account: int
    days: int
    ends_at: datetime
    sent_at: datetime


@dataclass(frozen=True, slots=True)
class Announced:
    """One replay of a letter; `days`: which notice it is."""

    ending: Ending
    days: int


@dataclass(frozen=True, slots=True)
class Letter:
    """All that one person is told at once, what ends first before."""

    account: int
    announced: tuple[Announced, ...]

    @property
    def name(self) -> str:
        """The same when it is made again."""
        said = [f"{one.ending.replay} {one.days} {one.ending.ends_at}" for one in self.announced]
        return hashlib.sha256("\n".join([str(self.account), *said]).encode()).hexdigest()[:32]


def due_letters(endings: Iterable[Ending], told: Collection[Told], now: datetime) -> list[Letter]:
    """Those to send at `now`."""
    last: dict[int, datetime] = {}
    sent: dict[tuple[str, int, datetime], set[int]] = {}
    for one in told:
        last[one.account] = max(one.sent_at, last.get(one.account, one.sent_at))
        sent.setdefault((one.replay, one.account, one.ends_at), set()).add(one.days)
    due: dict[int, list[Announced]] = {}
    for ending in endings:
        for account in ending.accounts:
            if account in last and now - last[account] < EVERY:
                continue
            before = sent.get((ending.replay, account, ending.ends_at), ())
            if (days := due_notice(ending.ends_at, now, before)) is not None:
                due.setdefault(account, []).append(Announced(ending, days))
    return [Letter(account, tuple(sorted(due[account], key=_order))) for account in sorted(due)]


def _order(one: Announced) -> tuple[datetime, str]:
    return one.ending.ends_at, one.ending.replay
