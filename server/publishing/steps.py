"""What is done to a replay and what happens to it, each within a caller's transaction."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from recorder.replay.manifest import ReplayManifest
from server.accounts.roles import PREPARES
from server.accounts.signed_in import SignedIn
from server.database.publishing_models import ReplayObjection, ReplayStep
from server.database.replay_models import Replay
from server.publishing import people
from server.publishing.conditions import Facts, Missing, Somebody, Visibility, missing
from server.publishing.expiry import end_of
from server.publishing.state import Act, Actor, State, after, perform, settled
from server.publishing.watching import Shown

#: What of it may be changed; each is a line of what was done to it.
Content = Literal["edits", "attached", "subtitles", "poster"]
#: Nobody has looked at these but whoever did them.
_NEVER_CORRECTIONS: tuple[Content, ...] = ("edits", "attached")
#: Whoever did one of these made it, beside whoever brought it.
_MAKES = (Act.PROPOSE.value, *_NEVER_CORRECTIONS)


async def replay_for_change(db: AsyncSession, replay_id: str) -> Replay | None:
    """The replay, held until the transaction ends: two acts on it follow one another."""
    return await db.get(Replay, replay_id, with_for_update=True)


def edits_digest(replay: Replay) -> str:
    """Names its edits as they are."""
    return hashlib.sha256(replay.edits.encode()).hexdigest()


def shown(replay: Replay) -> Shown:
    """What decides who sees it."""
    return Shown(
        centre=replay.centre_id,
        owner=replay.owner_account_id,
        state=State(replay.state),
        visibility=Visibility(replay.visibility),
        secret=replay.link_secret,
        as_approved=replay.approved_edits == edits_digest(replay),
        ends_at=ends_at(replay),
    )


def ends_at(replay: Replay) -> datetime:
    """When it is deleted."""
    return end_of(replay.created_at, replay.expires_at, replay.renewed_until)


async def facts_of(db: AsyncSession, replay: Replay, manifest: ReplayManifest | None) -> Facts:
    """All that publishing depends on. Without a manifest nothing is made."""
    in_it = manifest.people if manifest is not None else ()
    subtitles = manifest.subtitles if manifest is not None else ()
    return Facts(
        visibility=Visibility(replay.visibility),
        made=manifest is not None and replay.making == "ready",
        people=await people.people_of(db, replay, in_it),
        people_listed=replay.people_listed_at is not None,
        subtitles_reviewed=any(one.reviewed for one in subtitles),
        subtitles_exemption=replay.subtitles_exemption,
        objections=await _open_objections(db, replay.id),
    )


async def _open_objections(db: AsyncSession, replay_id: str) -> int:
    counted = await db.scalar(
        select(func.count())
        .select_from(ReplayObjection)
        .where(ReplayObjection.replay_id == replay_id, ReplayObjection.settled_at.is_(None))
    )
    return counted or 0


async def actor_of(db: AsyncSession, replay: Replay, who: SignedIn) -> Actor:
    """What this account is to this replay."""
    roles = frozenset(role for centre, role in who.roles if centre == replay.centre_id)
    return Actor(roles, who.account in await makers_of(db, replay))


async def makers_of(db: AsyncSession, replay: Replay) -> frozenset[int]:
    """The accounts of those who brought it, edited it or proposed it."""
    found = await db.scalars(
        select(ReplayStep.account_id).where(
            ReplayStep.replay_id == replay.id,
            ReplayStep.account_id.is_not(None),
            ReplayStep.act.in_(_MAKES),
        )
    )
    return frozenset(one for one in (replay.owner_account_id, *found) if one is not None)


async def take(
    db: AsyncSession,
    replay: Replay,
    act: Act,
    who: SignedIn,
    facts: Facts,
    now: datetime,
    said: str = "",
) -> None:
    """What somebody does. Raises NotAllowed."""
    actor = await actor_of(db, replay, who)
    replay.state = perform(State(replay.state), act, actor, missing(facts)).value
    if act is Act.APPROVE:
        replay.approved_edits = edits_digest(replay)
    if act is Act.PUBLISH:
        replay.published_at = now
    note(db, replay, act.value, now, who, said)


def happen(
    db: AsyncSession,
    replay: Replay,
    act: Act,
    now: datetime,
    who: SignedIn | None = None,
    said: str = "",
) -> None:
    """What happens to it."""
    replay.state = after(State(replay.state), act).value
    note(db, replay, act.value, now, who, said)


async def changed(
    db: AsyncSession, replay: Replay, what: Content, who: SignedIn, now: datetime
) -> None:
    """Its content is another. It is to be approved anew, unless somebody who may approve it
    corrected the subtitles or chose another poster."""
    actor = await actor_of(db, replay, who)
    corrects = (
        what not in _NEVER_CORRECTIONS
        and not actor.made
        and bool(actor.roles.intersection(PREPARES))
    )
    if not corrects:
        replay.state = after(State(replay.state), Act.CHANGE).value
    note(db, replay, what, now, who)


def settle(db: AsyncSession, replay: Replay, facts: Facts, now: datetime) -> Sequence[Missing]:
    """After the facts were changed: what may not be seen any more is not. What is missing."""
    lacking = missing(facts)
    reached = settled(State(replay.state), lacking)
    if reached.value != replay.state:
        replay.state = reached.value
        note(db, replay, Act.LACK.value, now)
    return lacking


def note(
    db: AsyncSession,
    replay: Replay,
    act: str,
    now: datetime,
    who: SignedIn | None = None,
    said: str = "",
) -> None:
    """A line of what was done to it."""
    db.add(
        ReplayStep(
            replay_id=replay.id,
            act=act,
            account_id=None if who is None else who.account,
            name="" if who is None else who.name,
            note=said,
            at=now,
        )
    )


async def steps_of(db: AsyncSession, replay_id: str) -> Sequence[ReplayStep]:
    """What was done to it, the first first."""
    wanted = select(ReplayStep).where(ReplayStep.replay_id == replay_id)
    return (await db.scalars(wanted.order_by(ReplayStep.id))).all()


async def withdraw(
    db: AsyncSession, replay: Replay, who: Somebody, now: datetime, by: SignedIn | None
) -> bool:
    """Somebody in it took their agreement back: it is hidden now. True: it is to be made again
    without them; False: no track is theirs alone, somebody has to cut or blur them."""
    await people.withdraw(db, replay, who, now)
    happen(db, replay, Act.WITHDRAW, now, by, who.name)
    if people.is_named_by_reviewer(who.id):
        return False
    edits = json.loads(replay.edits or "{}")
    edits["drop"] = sorted({*edits.get("drop", ()), who.id})
    replay.edits = json.dumps(edits)
    # Not to be made before nothing of them is left to make it from: see `keeping`.
    replay.making, replay.making_done, replay.making_reason = "failed", 0.0, "withdrawn"
    return True
