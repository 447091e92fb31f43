"""Questions and changes about rooms and sessions, each within a caller's transaction.

A session comes with its room and its centre.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from server.database.models import Room, Session, SessionState


async def session_by_id(db: AsyncSession, session_id: str) -> Session | None:
    """The session of an address, or None."""
    return await db.get(Session, session_id)


async def session_by_code(db: AsyncSession, code: str) -> Session | None:
    """The session of a 9-digit code, or None."""
    found: Session | None = await db.scalar(select(Session).where(Session.code == code))
    return found


async def current_session(db: AsyncSession, room_slug: str, at: datetime) -> Session | None:
    """What a room is doing at `at`: the open session, else the one whose hours hold `at`, else
    the next; None when nothing is left."""
    found = await db.scalars(
        select(Session)
        .join(Room)
        .where(Room.slug == room_slug, Session.state != SessionState.ENDED.value)
        .order_by(Session.starts_at)
    )
    left = [session for session in found if session.state == "open" or session.ends_at > at]
    left.sort(key=lambda session: (session.state != "open", session.starts_at))
    return left[0] if left else None


async def set_session_state(db: AsyncSession, session_id: str, state: SessionState) -> None:
    """Writes a session's state down. An unknown session is left alone."""
    session = await db.get(Session, session_id)
    if session is not None:
        session.state = state.value


async def all_rooms(db: AsyncSession) -> Sequence[Room]:
    """Every room that is still there, with its centre, in the order they were made."""
    kept = select(Room).where(Room.removed_at.is_(None))
    return (await db.scalars(kept.order_by(Room.id))).all()


async def room_by_slug(db: AsyncSession, slug: str) -> Room | None:
    """The room of a slug; None when there is none, or none any more."""
    found: Room | None = await db.scalar(
        select(Room).where(Room.slug == slug, Room.removed_at.is_(None))
    )
    return found


async def sessions_between(
    db: AsyncSession, centres: Collection[int], start: datetime, end: datetime
) -> Sequence[Session]:
    """The sessions of `centres` that touch these hours, and those that are open, by time."""
    found = await db.scalars(
        select(Session)
        .join(Room)
        .where(
            Room.centre_id.in_(centres),
            ((Session.starts_at < end) & (Session.ends_at > start))
            | (Session.state == SessionState.OPEN.value),
        )
        .order_by(Session.starts_at, Session.id)
    )
    return found.all()


async def rooms_of(db: AsyncSession, centres: Collection[int]) -> Sequence[Room]:
    """The rooms that `centres` have, by name."""
    kept = select(Room).where(Room.centre_id.in_(centres), Room.removed_at.is_(None))
    return (await db.scalars(kept.order_by(Room.name, Room.id))).all()


async def latest_session(db: AsyncSession, room: Room) -> Session | None:
    """The session of `room` that begins last, or None."""
    found: Session | None = await db.scalar(
        select(Session).where(Session.room_id == room.id).order_by(Session.starts_at.desc())
    )
    return found
