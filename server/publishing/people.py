"""The people in a replay: what the manifest, the session's ledger and its reviewers know of them.

Each function works within a caller's transaction.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from recorder.replay.manifest import Person
from rooms.consent import Answer
from server.care import ledger
from server.database.care_models import ConsentEntry
from server.database.publishing_models import ParentalSignature, ReplayPerson
from server.database.replay_models import Replay
from server.publishing.conditions import Agreed, Somebody, fold

#: Begins the ids of those whom a reviewer named; no participant's id does.
_OURS = "seen-"


async def people_of(
    db: AsyncSession, replay: Replay, in_manifest: Iterable[Person]
) -> tuple[Somebody, ...]:
    """Everybody who is in it, in the order of the manifest, then those whom reviewers named.

    Whoever is in the manifest is there, whatever anybody says; what they answered in the session
    counts as long as no reviewer recorded anything else.
    """
    said = {one.person: one for one in await _recorded(db, replay.id)}
    answers = await _answers(db, replay.session_id)
    parents = await _parents(db, replay.id)
    found = []
    for person in in_manifest:
        row, answer = said.pop(person.id, None), answers.get(person.id)
        found.append(_somebody(person.id, person.name, row, answer, parents))
    found += [
        _somebody(row.person, row.name, row, None, parents)
        for row in said.values()
        if is_named_by_reviewer(row.person)
    ]
    return tuple(found)


def is_named_by_reviewer(person: str) -> bool:
    """Whether a reviewer named them, and no track is theirs alone."""
    return person.startswith(_OURS)


def _somebody(
    person: str,
    name: str,
    row: ReplayPerson | None,
    answer: ConsentEntry | None,
    parents: dict[str, list[str]],
) -> Somebody:
    refused = answer is not None and answer.answer == Answer.NO.value
    agreed: Agreed = "near" if answer is not None and not refused else ""
    if row is not None and row.agreed:
        agreed = "all" if row.agreed == "all" else "near"
    return Somebody(
        person,
        name or (row.name if row is not None else ""),
        # Once a child, always a child: no form makes an adult of one.
        minor=(row is not None and row.minor) or (answer is not None and answer.minor),
        agreed=agreed,
        parents=tuple(parents.get(person, ())),
        withdrawn=refused or (row is not None and row.withdrawn_at is not None),
    )


async def record(
    db: AsyncSession,
    replay: Replay,
    person: str,
    *,
    name: str,
    minor: bool,
    agreed: Agreed,
    how: str,
    by: int | None,
    now: datetime,
) -> ReplayPerson:
    """What a reviewer knows of somebody. Who took their agreement back has not given it again
    by that: they are to be asked, and recorded as somebody new."""
    row = await db.get(ReplayPerson, (replay.id, person))
    if row is None:
        row = ReplayPerson(replay_id=replay.id, person=person)
        db.add(row)
    row.name, row.minor, row.agreed, row.how = name, minor, agreed, how
    row.recorded_by, row.recorded_at = by, now
    return row


def new_person() -> str:
    """The id of somebody whom the manifest does not know."""
    return _OURS + secrets.token_urlsafe(8)


async def withdraw(db: AsyncSession, replay: Replay, who: Somebody, now: datetime) -> None:
    """They took their agreement back."""
    row = await db.get(ReplayPerson, (replay.id, who.id))
    if row is None:
        row = await record(
            db, replay, who.id, name=who.name, minor=who.minor, agreed="", how="", by=None, now=now
        )
    row.withdrawn_at = now


async def forget(db: AsyncSession, replay: Replay, person: str) -> None:
    """They are not in it any more, and nothing of them is kept here."""
    for model in (ParentalSignature, ReplayPerson):
        await db.execute(delete(model).where(model.replay_id == replay.id, model.person == person))


async def sign(
    db: AsyncSession,
    replay: Replay,
    person: str,
    parent: str,
    signed_on: date,
    by: int,
    now: datetime,
    since: date = date.min,
) -> bool:
    """Records a parent's signature; False: this parent's is recorded already. One before `since`
    was given for the time that is over."""
    signed = (await _parents(db, replay.id, since)).get(person, [])
    if fold(parent) in map(fold, signed):
        return False
    db.add(
        ParentalSignature(
            replay_id=replay.id,
            person=person,
            parent=parent,
            signed_on=signed_on,
            recorded_by=by,
            recorded_at=now,
        )
    )
    return True


async def _recorded(db: AsyncSession, replay_id: str) -> Iterable[ReplayPerson]:
    wanted = select(ReplayPerson).where(ReplayPerson.replay_id == replay_id)
    return (await db.scalars(wanted.order_by(ReplayPerson.recorded_at))).all()


async def _parents(
    db: AsyncSession, replay_id: str, since: date = date.min
) -> dict[str, list[str]]:
    wanted = select(ParentalSignature).where(
        ParentalSignature.replay_id == replay_id, ParentalSignature.signed_on >= since
    )
    parents: dict[str, list[str]] = {}
    for one in await db.scalars(wanted.order_by(ParentalSignature.id)):
        parents.setdefault(one.person, []).append(one.parent)
    return parents


async def _answers(db: AsyncSession, session_id: str | None) -> dict[str, ConsentEntry]:
    """The latest answer of each person of the session."""
    if session_id is None:
        return {}
    return {entry.person: entry for entry in await ledger.entries(db, session_id)}
