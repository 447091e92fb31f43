"""Rooms that a centre has no more: nothing begins there again, and what was stays."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from server.centres.errors import RoomHasKit, RoomInUse, RoomPlanned
from server.database.kit_models import Kit
from server.database.models import Room, Session, SessionState


async def remove_room(db: AsyncSession, room: Room, now: datetime) -> None:
    """Nobody is led to `room` any more; its sessions, sheets, accords and replays stay.

    Raises RoomInUse, RoomPlanned, RoomHasKit.
    """
    left = select(Session).where(
        Session.room_id == room.id, Session.state != SessionState.ENDED.value
    )
    sessions = (await db.scalars(left)).all()
    if any(one.state == SessionState.OPEN.value for one in sessions):
        raise RoomInUse
    if any(one.ends_at > now for one in sessions):
        raise RoomPlanned
    if await db.scalar(select(Kit.id).where(Kit.room_id == room.id, Kit.removed_at.is_(None))):
        raise RoomHasKit
    # Those whose hours went by without them: nothing is left to start.
    for one in sessions:
        one.state = SessionState.ENDED.value
    room.removed_at = now
