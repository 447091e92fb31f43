"""What technicians ask of the kits' programs, each within a caller's transaction. An order is kept
until the kit runs what was asked for, has given it up, or the order is taken back."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from server.database.kit_models import Kit
from server.database.kit_release_models import KitRelease, KitRollout
from server.kits.errors import UpdateRefused
from server.kits.history import note
from server.kits.updating.records import (
    end_order,
    end_rollout,
    kits_with_release,
    latest_rollouts,
)
from server.kits.updating.said import BEGUN
from server.kits.updating.staging import RolloutOutcome


async def order_update(db: AsyncSession, kit: Kit, version: str, who: str, now: datetime) -> None:
    """The kit is to run `version`. Asked twice it is one order.

    Raises UpdateRefused: `unable`, `current`, `trying`.
    """
    row = await _row(db, kit)
    if row.wanted == version and not row.back:
        return
    if row.step == "trying":
        raise UpdateRefused("trying")
    if row.running == version:
        raise UpdateRefused("current")
    _write(row, version, who)
    note(db, kit, now, "update_asked", who, version)


async def order_back(db: AsyncSession, kit: Kit, version: str, who: str, now: datetime) -> None:
    """The kit is to run what it ran before, which the page says is `version`.

    Raises UpdateRefused: `unable`, `nothing`, `changed`.
    """
    row = await _row(db, kit)
    if row.back and row.wanted == version:
        return
    if row.previous is None:
        raise UpdateRefused("nothing")
    if row.previous != version:
        raise UpdateRefused("changed")
    _write(row, version, who)
    row.back = True
    note(db, kit, now, "back_asked", who, version)


async def take_back(db: AsyncSession, kit: Kit, who: str, now: datetime) -> None:
    """The order is none any more; where there is none, what was given up needs nobody.

    Raises UpdateRefused: `unable`, `begun`.
    """
    row = await _row(db, kit)
    if row.wanted is None:
        if row.failed is not None:
            row.failed = row.failed_reason = None
            note(db, kit, now, "update_seen", who)
        return
    if row.sent_at is not None and row.step in BEGUN:
        raise UpdateRefused("begun")
    note(db, kit, now, "update_cancelled", who, row.wanted)
    end_order(row)


async def forget_order(db: AsyncSession, kit: Kit) -> None:
    """The kit was removed, or is another centre's: nobody waits for it."""
    row = await db.get(KitRelease, kit.id)
    if row is not None:
        end_order(row)


async def begin_rollout(
    db: AsyncSession, centre: int, version: str, who: str, now: datetime
) -> int:
    """The kits of `centre` are to run `version`, one first; how many. Asked twice it is one order.

    Raises UpdateRefused: `current` (there is none to update).
    """
    before = (await latest_rollouts(db, [centre])).get(centre)
    if before is not None and before.outcome is None and before.version == version:
        return before.kits
    members = [
        (kit, row)
        for kit, row in await kits_with_release(db, centre)
        if row.running != version and row.wanted != version and row.step != "trying"
    ]
    if not members:
        raise UpdateRefused("current")
    if before is not None and before.outcome is None:
        await end_centre_orders(db, before, RolloutOutcome.CANCELLED)
    rollout = KitRollout(
        centre_id=centre, version=version, who=who, begun_at=now, kits=len(members), kept=0
    )
    db.add(rollout)
    await db.flush()
    for kit, row in members:
        _write(row, version, who)
        row.rollout_id = rollout.id
        note(db, kit, now, "update_asked", who, version)
    return len(members)


async def cancel_rollout(db: AsyncSession, centre: int, who: str, now: datetime) -> None:
    """The kits that have not begun do not begin."""
    rollout = (await latest_rollouts(db, [centre])).get(centre)
    if rollout is None or rollout.outcome is not None:
        return
    for kit in await end_centre_orders(db, rollout, RolloutOutcome.CANCELLED):
        note(db, kit, now, "update_cancelled", who, rollout.version)


async def end_centre_orders(
    db: AsyncSession, rollout: KitRollout, outcome: RolloutOutcome
) -> list[Kit]:
    """Ends `rollout`; the kits that will not be told. Those that were told go on."""
    end_rollout(rollout, outcome)
    waiting = select(KitRelease).where(
        KitRelease.rollout_id == rollout.id, KitRelease.sent_at.is_(None)
    )
    kits = []
    for row in (await db.scalars(waiting)).all():
        end_order(row)
        kits.append(await db.get_one(Kit, row.kit_id))
    return kits


async def _row(db: AsyncSession, kit: Kit) -> KitRelease:
    row = await db.get(KitRelease, kit.id)
    if row is None:
        raise UpdateRefused("unable")
    return row


def _write(row: KitRelease, version: str, who: str) -> None:
    end_order(row)
    row.wanted, row.ordered_by = version, who
