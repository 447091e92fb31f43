"""What kits say of their programs is written down: what became of orders, what goes by itself."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from server.database.kit_models import Kit
from server.database.kit_release_models import KitRelease, KitRollout
from server.kits.history import note
from server.kits.updating.orders import end_centre_orders
from server.kits.updating.phase import Order, Outcome, outcome
from server.kits.updating.records import end_order, order_of, said_of, write_said
from server.kits.updating.said import GIVEN_UP, Said
from server.kits.updating.staging import RolloutOutcome


async def hear(db: AsyncSession, kit: Kit, said: Said, now: datetime) -> None:
    """The kit says so at `now`."""
    row = await db.get(KitRelease, kit.id)
    before = said if row is None else said_of(row)
    if row is None:
        row = KitRelease(kit_id=kit.id, back=False, ordered_by="")
        db.add(row)
    write_said(row, said)
    order = order_of(row)
    came = outcome(order, said, before)
    if order is not None and came is Outcome.KEPT:
        await _kept(db, kit, row, order, now)
    elif order is not None and came is Outcome.FAILED:
        await _failed(db, kit, row, order.wanted, now)
    elif order is None or said.version != order.wanted:
        _by_itself(db, kit, row, before, now)


async def _kept(db: AsyncSession, kit: Kit, row: KitRelease, order: Order, now: datetime) -> None:
    kind = "rolled_back" if order.back else "updated"
    note(db, kit, now, kind, row.ordered_by, row.running)
    row.failed = row.failed_reason = None
    if row.rollout_id is not None:
        (await db.get_one(KitRollout, row.rollout_id)).kept += 1
    end_order(row)


async def _failed(db: AsyncSession, kit: Kit, row: KitRelease, version: str, now: datetime) -> None:
    row.failed, row.failed_reason = version, row.reason
    note(db, kit, now, "update_failed", "", f"{version} {row.reason or ''}".strip())
    rollout = None if row.rollout_id is None else await db.get(KitRollout, row.rollout_id)
    end_order(row)
    if rollout is None or rollout.outcome is not None:
        return
    rollout.stopped_by = kit.id
    for other in await end_centre_orders(db, rollout, RolloutOutcome.STOPPED):
        note(db, other, now, "update_stopped", "", rollout.version)


def _by_itself(db: AsyncSession, kit: Kit, row: KitRelease, before: Said, now: datetime) -> None:
    """What nobody asked for from here: a kept version that does not start any more, one that
    somebody changed on the spot. The last outcome is said at every connection: once is enough."""
    if row.step in GIVEN_UP and row.reason is not None and row.version is not None:
        if (before.step, before.version, before.reason) != (row.step, row.version, row.reason):
            row.failed, row.failed_reason = row.version, row.reason
            note(db, kit, now, "update_failed", "", f"{row.version} {row.reason}")
    elif row.running != before.running and "trying" not in (row.step, before.step):
        row.failed = row.failed_reason = None
        note(db, kit, now, "release", "", f"{before.running} → {row.running}")
