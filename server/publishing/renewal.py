"""Keeping a replay for one more year. Those in it were told that it is kept for one: they are
asked again, and without each one's answer it ends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from server.accounts.roles import PREPARES
from server.database.publishing_models import ParentalSignature, ReplayPerson
from server.database.replay_models import Replay
from server.publishing.conditions import PARENTS, Facts, Somebody, distinct
from server.publishing.errors import NotAllowed
from server.publishing.expiry import LONGEST, RENEWED_WITHIN, may_renew
from server.publishing.state import Actor


@dataclass(frozen=True, slots=True)
class Again:
    """What was said anew for the year to come: when the agreement of each person in `agreed` was
    recorded, and the parents who signed for them."""

    agreed: Mapping[str, datetime]
    parents: Mapping[str, Sequence[tuple[str, date]]]


def asked_from(ends_at: datetime) -> datetime:
    """From when on an answer is one for the year that begins at `ends_at`."""
    return ends_at - RENEWED_WITHIN


def to_ask(facts: Facts, again: Again, ends_at: datetime) -> tuple[Somebody, ...]:
    """Those in it who have not agreed again."""
    begins = asked_from(ends_at)
    return tuple(one for one in facts.people if not _agreed_again(one, again, begins))


def _agreed_again(one: Somebody, again: Again, begins: datetime) -> bool:
    recorded = again.agreed.get(one.id)
    if one.withdrawn or not one.agreed or recorded is None or recorded < begins:
        return False
    signed = (name for name, on in again.parents.get(one.id, ()) if on >= begins.date())
    return not one.minor or distinct(signed) >= PARENTS


def renew(actor: Actor, facts: Facts, again: Again, ends_at: datetime, now: datetime) -> datetime:
    """Until when it is kept then. Raises NotAllowed: "role"; "own", by whoever made it; "early",
    or too late; "objection"; "again", somebody is not asked again."""
    if not actor.roles.intersection(PREPARES):
        raise NotAllowed("role")
    if actor.made:
        raise NotAllowed("own")
    if not may_renew(ends_at, now):
        raise NotAllowed("early")
    if facts.objections:
        raise NotAllowed("objection")
    if not facts.people_listed or to_ask(facts, again, ends_at):
        raise NotAllowed("again")
    return ends_at + LONGEST


async def said_again(db: AsyncSession, replay: Replay) -> Again:
    """What is recorded of it."""
    people = await db.scalars(select(ReplayPerson).where(ReplayPerson.replay_id == replay.id))
    parents: dict[str, list[tuple[str, date]]] = {}
    for one in await db.scalars(
        select(ParentalSignature).where(ParentalSignature.replay_id == replay.id)
    ):
        parents.setdefault(one.person, []).append((one.parent, one.signed_on))
    return Again({one.person: one.recorded_at for one in people if one.agreed}, parents)
