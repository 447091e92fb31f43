"""What was done to a kit, and what happened to it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from server.database.kit_models import Kit, KitChange

SHOWN = 50
MAX_DETAIL = 2000


def note(
    db: AsyncSession, kit: Kit, now: datetime, kind: str, who: str = "", detail: str = ""
) -> None:
    """Adds a line: `kind` is a code that the page has a sentence for, `detail` completes it."""
    db.add(KitChange(kit_id=kit.id, at=now, kind=kind, who=who, detail=detail[:MAX_DETAIL]))


async def history(db: AsyncSession, kit: str) -> Sequence[KitChange]:
    """The latest lines, the newest first."""
    found = await db.scalars(
        select(KitChange)
        .where(KitChange.kit_id == kit)
        .order_by(KitChange.at.desc(), KitChange.id.desc())
        .limit(SHOWN)
    )
    return found.all()
