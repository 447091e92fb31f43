"""What the technicians were told and is not over: it outlasts a restart of the server."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from server.database.kit_models import KitAlert
from server.kits.alerts.book import Notice, Trouble


async def told_troubles(db: AsyncSession) -> list[Trouble]:
    """All of it, for the book of a server that starts."""
    rows = await db.scalars(select(KitAlert).order_by(KitAlert.id))
    return [Trouble(row.centre_id, row.kit_id, row.key, row.place, row.sentence) for row in rows]


async def keep_told(db: AsyncSession, notices: Iterable[Notice], now: datetime) -> None:
    """These notices are being sent: what they tell of is kept, what they end is not any more."""
    for notice in notices:
        for trouble in notice.troubles:
            db.add(
                KitAlert(
                    kit_id=trouble.kit,
                    centre_id=trouble.centre,
                    key=trouble.key,
                    place=trouble.where,
                    sentence=trouble.sentence,
                    told_at=now,
                )
            )
        for trouble in notice.over:
            same = (KitAlert.kit_id == trouble.kit, KitAlert.key == trouble.key)
            await db.execute(delete(KitAlert).where(*same))
