"""Attendance sheets in the database: read whole, and written line by line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from rooms.attendance import Attendee, Origin, Place, Sheet
from server.database.care_models import AttendanceLine, AttendanceSheet
from server.database.models import Centre, Room, Session


async def read(db: AsyncSession, session_id: str) -> Sheet:
    """The sheet of a session; an empty one if nobody was written down."""
    columns = AttendanceLine.__table__.c
    found = await db.execute(
        select(*(column for column in columns if column.name != "session_id"))
        .where(columns.session_id == session_id)
        .order_by(columns.arrived_at, columns.id)
    )
    counted = await db.get(AttendanceSheet, session_id)
    lines = (
        Attendee(
            id=row.id,
            name=row.name,
            place=Place(row.place),
            origin=Origin(row.origin),
            arrived_s=row.arrived_at.timestamp(),
            left_s=None if row.left_at is None else row.left_at.timestamp(),
            present=row.present,
            corrected=row.corrected,
            given=row.given,
            person=row.person,
        )
        for row in found
    )
    return Sheet(lines, 0 if counted is None else counted.in_room)


async def write(
    db: AsyncSession, session_id: str, changed: Iterable[Attendee], in_room: int | None = None
) -> None:
    """Keeps the lines that changed, and the heads counted if those did."""
    for line in changed:
        fields = asdict(line)
        arrived_s, left_s = fields.pop("arrived_s"), fields.pop("left_s")
        await db.merge(
            AttendanceLine(
                **fields,
                session_id=session_id,
                arrived_at=datetime.fromtimestamp(arrived_s, UTC),
                left_at=None if left_s is None else datetime.fromtimestamp(left_s, UTC),
            )
        )
    if in_room is not None:
        await db.merge(AttendanceSheet(session_id=session_id, in_room=in_room))


async def delete_old(db: AsyncSession, now: datetime) -> int:
    """Deletes the sheets that their centre keeps no longer; how many sessions had one."""
    old: list[str] = []
    centres = await db.execute(select(Centre.id, Centre.attendance_days))
    for centre, days in centres.all():
        over = select(Session.id).join(Room)
        over = over.where(Room.centre_id == centre, Session.ends_at < now - timedelta(days=days))
        old += await db.scalars(over)
    kept = 0
    for session_id in old:
        lines = await db.execute(
            delete(AttendanceLine).where(AttendanceLine.session_id == session_id)
        )
        heads = await db.execute(
            delete(AttendanceSheet).where(AttendanceSheet.session_id == session_id)
        )
        kept += (lines.rowcount + heads.rowcount) > 0  # type: ignore[attr-defined]
    return kept
