"""Which replays wait to be made, in the database: a server that starts again goes on with them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import CursorResult, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from server.database.replay_models import Replay


async def waiting(db: AsyncSession) -> Sequence[str]:
    """Ids, the oldest first."""
    wanted = select(Replay.id).where(Replay.making == "waiting")
    return (await db.scalars(wanted.order_by(Replay.created_at, Replay.id))).all()


async def put_back(db: AsyncSession) -> None:
    """What an earlier process was at waits again."""
    await db.execute(update(Replay).where(Replay.making == "making").values(making="waiting"))


async def wait_again(db: AsyncSession, replay_id: str) -> None:
    """It is to be made, whatever was made of it before."""
    values = {"making": "waiting", "making_done": 0.0, "making_reason": None}
    await db.execute(update(Replay).where(Replay.id == replay_id).values(values))


async def take(db: AsyncSession, replay_id: str) -> Replay | None:
    """It is being made from now on; None where it does not wait any more."""
    if not await _change(db, replay_id, "waiting", making="making"):
        return None
    return await db.get(Replay, replay_id, populate_existing=True)


async def note_progress(db: AsyncSession, replay_id: str, done: float) -> bool:
    """False where it is not to go on: it was deleted, or is to be made otherwise."""
    return await _change(db, replay_id, "making", making_done=done)


async def settle(
    db: AsyncSession, replay_id: str, reason: str | None, duration_s: float | None = None
) -> None:
    """It is made, or `reason` says why not; unless it is to be made otherwise meanwhile."""
    if reason is None:
        values = {"making": "ready", "making_done": 1.0, "duration_s": duration_s}
        await _change(db, replay_id, "making", **values, making_reason=None)
    else:
        await _change(db, replay_id, "making", making="failed", making_reason=reason)


async def _change(db: AsyncSession, replay_id: str, state: str, **values: object) -> bool:
    changed = await db.execute(
        update(Replay).where(Replay.id == replay_id, Replay.making == state).values(values)
    )
    return isinstance(changed, CursorResult) and changed.rowcount == 1
