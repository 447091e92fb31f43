"""Faults that somebody in the room reported, by the code on the sheet there."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from server.database.kit_models import KitChange

REPORTED, SEEN = "fault", "fault_seen"


async def open_faults(db: AsyncSession, kits: Sequence[str]) -> dict[str, KitChange]:
    """The last fault of each of `kits` that nobody has marked as seen."""
    faults: dict[str, KitChange] = {}
    rows = select(KitChange).where(KitChange.kit_id.in_(kits), KitChange.kind.in_((REPORTED, SEEN)))
    for change in await db.scalars(rows.order_by(KitChange.at, KitChange.id)):
        if change.kind == REPORTED:
            faults[change.kit_id] = change
        else:
            faults.pop(change.kit_id, None)
    return faults
