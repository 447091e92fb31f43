"""A replay as those get it who decide about it."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Any

from aiohttp import web
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from recorder.replay.manifest import ReplayManifest
from server.accounts.roles import PREPARES
from server.database.publishing_models import ParentalSignature, ReplayObjection, ReplayPerson
from server.database.replay_models import Replay
from server.http.account_guard import signed_in
from server.http.json_body import answer
from server.http.refusal import HttpRefusal
from server.http.replay_view import watch_view
from server.publishing import people, renewal, steps
from server.publishing.conditions import Facts, missing
from server.publishing.expiry import NOTICE_DAYS, days_left, may_renew
from server.publishing.folders import ReplayFolders
from server.publishing.state import Actor, State, possible
from server.services import wall_time


def waiting_view(replay: Replay, now: datetime) -> dict[str, Any] | None:
    """A line about what somebody has to see to; None where nobody has to."""
    left = days_left(steps.ends_at(replay), now)
    ends = left <= NOTICE_DAYS[0]
    if replay.state == State.PUBLISHED and not ends:
        return None
    return {
        "id": replay.id,
        "title": replay.title,
        "state": replay.state,
        "making": replay.making,
        "making_done": replay.making_done,
        "created_at": replay.created_at.isoformat(),
        "ends_in_days": left if ends else None,
    }


async def require_may_change(
    request: web.Request, db: AsyncSession, replay: Replay, *, prepares: bool = False
) -> None:
    """Raises HttpRefusal: of what is approved, whoever made it changes nothing ("own"), and others
    only who prepare sessions ("role"); `prepares`: only these, in any case."""
    actor = await steps.actor_of(db, replay, signed_in(request))
    decided = State(replay.state) in (State.APPROVED, State.PUBLISHED)
    if decided and actor.made:
        raise HttpRefusal(403, "own")
    if (decided or prepares) and not actor.roles.intersection(PREPARES):
        raise HttpRefusal(403, "role")


async def answer_review(
    request: web.Request, db: AsyncSession, replay: Replay, folders: ReplayFolders, **more: Any
) -> web.StreamResponse:
    """The whole, after what may not be seen any more was hidden."""
    manifest = await asyncio.to_thread(folders.manifest, replay.id)
    facts = await steps.facts_of(db, replay, manifest)
    steps.settle(db, replay, facts, wall_time(request.app))
    view = await _review_view(request, db, replay, manifest, facts)
    return answer(view | more)


async def _review_view(
    request: web.Request,
    db: AsyncSession,
    replay: Replay,
    manifest: ReplayManifest | None,
    facts: Facts,
) -> dict[str, Any]:
    """What is missing, what this person may do, who is in it, what was done so far."""
    actor = await steps.actor_of(db, replay, signed_in(request))
    now_missing = missing(facts)
    return {
        "replay": (await watch_view(db, replay, manifest))
        | {
            "visibility": replay.visibility,
            "people_listed": replay.people_listed_at is not None,
            "subtitles_exemption": replay.subtitles_exemption,
            "created_at": replay.created_at.isoformat(),
        },
        "missing": [
            {"kind": one.kind, "name": one.name, "count": one.count} for one in now_missing
        ],
        "acts": [act.value for act in possible(State(replay.state), actor)],
        "made": actor.made,
        "renewal": await _renewal_view(db, replay, facts, actor, wall_time(request.app)),
        "people": await _people_view(db, replay, facts),
        "objections": await _objections_view(db, replay),
        "steps": [
            {"act": one.act, "name": one.name, "note": one.note, "at": one.at.isoformat()}
            for one in await steps.steps_of(db, replay.id)
        ],
    }


async def _renewal_view(
    db: AsyncSession, replay: Replay, facts: Facts, actor: Actor, now: datetime
) -> dict[str, Any] | None:
    """How it may be kept for longer, once its end is near; None before."""
    ends_at = steps.ends_at(replay)
    if not may_renew(ends_at, now):
        return None
    asked = renewal.to_ask(facts, await renewal.said_again(db, replay), ends_at)
    return {
        "may": bool(actor.roles.intersection(PREPARES)) and not actor.made,
        "ends_in_days": days_left(ends_at, now),
        "to_ask": [one.name for one in asked],
    }


async def _people_view(db: AsyncSession, replay: Replay, facts: Facts) -> list[dict[str, Any]]:
    rows = await db.scalars(select(ReplayPerson).where(ReplayPerson.replay_id == replay.id))
    how = {one.person: one.how for one in rows}
    signed: dict[str, list[dict[str, str]]] = {}
    for one in await db.scalars(
        select(ParentalSignature)
        .where(ParentalSignature.replay_id == replay.id)
        .order_by(ParentalSignature.id)
    ):
        signed.setdefault(one.person, []).append(
            {"parent": one.parent, "signed_on": one.signed_on.isoformat()}
        )
    return [
        {
            "id": person.id,
            "name": person.name,
            "minor": person.minor,
            "agreed": person.agreed,
            "how": how.get(person.id, ""),
            "withdrawn": person.withdrawn,
            "signatures": signed.get(person.id, []),
            "named": people.is_named_by_reviewer(person.id),
        }
        for person in facts.people
    ]


async def _objections_view(db: AsyncSession, replay: Replay) -> list[dict[str, Any]]:
    wanted = select(ReplayObjection).where(
        ReplayObjection.replay_id == replay.id, ReplayObjection.settled_at.is_(None)
    )
    return [
        {"id": one.id, "name": one.name, "said": one.said, "at": one.at.isoformat()}
        for one in await db.scalars(wanted.order_by(ReplayObjection.id))
    ]
