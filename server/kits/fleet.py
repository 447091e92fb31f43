"""The kits of centres: found, renamed, moved, removed, each within a caller's transaction."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from server.database.kit_models import Kit
from server.database.models import Room
from server.kits.history import note
from server.kits.keys import end_keys, end_tokens
from server.kits.updating.orders import forget_order


async def kit_by_id(db: AsyncSession, kit_id: str) -> Kit | None:
    """A kit that is still one of ours, or None."""
    found = await db.get(Kit, kit_id)
    return None if found is None or found.removed_at is not None else found


async def kits_of(db: AsyncSession, centres: Collection[int] | None = None) -> Sequence[Kit]:
    """The kits of `centres` (None: of all), by centre, room and name."""
    wanted = select(Kit).join(Room).where(Kit.removed_at.is_(None))
    if centres is not None:
        wanted = wanted.where(Room.centre_id.in_(centres))
    found = (await db.scalars(wanted)).all()
    return sorted(found, key=lambda kit: (kit.room.centre.name, kit.room.name, kit.name, kit.id))


async def kit_by_fault_code(db: AsyncSession, code: str) -> Kit | None:
    """The kit whose sheet in the room bears `code`."""
    found: Kit | None = await db.scalar(
        select(Kit).where(Kit.fault_code == code, Kit.removed_at.is_(None))
    )
    return found


def rename(db: AsyncSession, kit: Kit, name: str, who: str, now: datetime) -> None:
    """The kit is called `name`."""
    if name != kit.name:
        note(db, kit, now, "renamed", who, f"{kit.name} → {name}")
        kit.name = name


async def move(db: AsyncSession, kit: Kit, room: Room, who: str, now: datetime) -> None:
    """The kit stands in `room`: what it had for the other opens nothing any more."""
    if room.id != kit.room_id:
        note(db, kit, now, "moved", who, f"{kit.room.name} → {room.name}")
        if room.centre_id != kit.room.centre_id:
            await forget_order(db, kit)
        kit.room = room
        await end_tokens(db, kit, now)


async def remove(db: AsyncSession, kit: Kit, who: str, now: datetime) -> None:
    """The kit is none of ours any more, nor is whoever has its key."""
    note(db, kit, now, "removed", who)
    kit.removed_at = now
    await forget_order(db, kit)
    await end_keys(db, kit, now)
