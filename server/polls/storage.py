"""Minutes in the database, within a caller's transaction."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from server.database.models import Session
from server.database.poll_models import PollMinutes
from server.polls.minutes import MinutesView


async def keep(db: AsyncSession, session_id: str, minutes: MinutesView) -> None:
    """Writes them down. Those of an unknown session are left."""
    if await db.get(Session, session_id) is not None:
        db.add(
            PollMinutes(
                id=minutes.id,
                session_id=session_id,
                closed_at=minutes.closed_at,
                content=minutes.model_dump_json(),
            )
        )


async def of_session(db: AsyncSession, session_id: str) -> list[MinutesView]:
    """Those of one session, the first first."""
    found = await db.scalars(
        select(PollMinutes)
        .where(PollMinutes.session_id == session_id)
        .order_by(PollMinutes.closed_at, PollMinutes.id)
    )
    return [MinutesView.model_validate_json(one.content) for one in found]
