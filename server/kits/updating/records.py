"""The rows of the database about kits' programs, and what they mean."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from server.database.kit_models import Kit
from server.database.kit_release_models import KitRelease, KitRollout
from server.database.models import Room
from server.kits.updating.phase import Order
from server.kits.updating.said import Said
from server.kits.updating.staging import RolloutOutcome


async def releases_of(db: AsyncSession, kits: Collection[str]) -> dict[str, KitRelease]:
    """By kit, of those that ever said what they run."""
    rows = await db.scalars(select(KitRelease).where(KitRelease.kit_id.in_(kits)))
    return {row.kit_id: row for row in rows}


async def kits_with_release(db: AsyncSession, centre: int) -> list[tuple[Kit, KitRelease]]:
    """The kits of a centre that can be updated from afar, by room and name."""
    found = await db.execute(
        select(Kit, KitRelease)
        .join(KitRelease, KitRelease.kit_id == Kit.id)
        .join(Room, Room.id == Kit.room_id)
        .where(Room.centre_id == centre, Kit.removed_at.is_(None))
        .order_by(Room.name, Kit.name, Kit.id)
    )
    return [(kit, row) for kit, row in found.unique()]


async def latest_rollouts(db: AsyncSession, centres: Collection[int]) -> dict[int, KitRollout]:
    """By centre, the last update of the whole of it."""
    rows = select(KitRollout).where(KitRollout.centre_id.in_(centres)).order_by(KitRollout.id)
    return {row.centre_id: row for row in await db.scalars(rows)}


async def rollouts_under_way(db: AsyncSession) -> list[KitRollout]:
    """Those of all centres, the oldest first."""
    rows = select(KitRollout).where(KitRollout.outcome.is_(None)).order_by(KitRollout.id)
    return list(await db.scalars(rows))


def said_of(row: KitRelease) -> Said:
    """What the kit said last."""
    return Said(row.running, row.previous, row.step, row.version, row.percent, row.reason)


def write_said(row: KitRelease, said: Said) -> None:
    """The kit says it now."""
    row.running, row.previous, row.step = said.running, said.previous, said.step
    row.version, row.percent, row.reason = said.version, said.percent, said.reason


def order_of(row: KitRelease, rollouts: Iterable[KitRollout] = ()) -> Order | None:
    """What is asked of the kit. `rollouts`: those under way, for the kits that wait their turn."""
    if row.wanted is None:
        return None
    queued = any(
        rollout.id == row.rollout_id and rollout.outcome is None and not rollout.kept
        for rollout in rollouts
    )
    return Order(row.wanted, row.back, row.sent_at is not None, queued)


def end_order(row: KitRelease) -> None:
    """Nothing is asked of the kit any more."""
    row.wanted, row.back, row.ordered_by = None, False, ""
    row.sent_at, row.rollout_id = None, None


def end_rollout(rollout: KitRollout, outcome: RolloutOutcome) -> None:
    """It is over."""
    rollout.outcome = outcome.value
