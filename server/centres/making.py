"""Centres and rooms made and named, each change within a caller's transaction."""

from __future__ import annotations

import re
import unicodedata

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from server.centres.errors import AddressRefused, AddressTaken, NameTaken, TooManyRooms
from server.database.models import Centre, Room
from server.database.sessions import rooms_of

MAX_ROOMS = 50
MAX_SLUG_LENGTH = 32
MAX_NAME_LENGTH = 80
MAX_PHONE_LENGTH = 40
_PHONE = re.compile(r"[0-9+][0-9 .()/+-]*")
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
#: For a name without a letter that an address could carry.
_NAMELESS = "salle"


async def add_centre(db: AsyncSession, name: str, town: str, phone: str) -> Centre:
    """A centre without rooms. Raises NameTaken."""
    await _require_new_centre(db, name)
    centre = Centre(name=name, town=town, phone=phone)
    db.add(centre)
    await db.flush()
    return centre


async def change_centre(db: AsyncSession, centre: Centre, name: str, town: str, phone: str) -> None:
    """What people read of the centre. Raises NameTaken."""
    await _require_new_centre(db, name, but=centre.id)
    centre.name, centre.town, centre.phone = name, town, phone


async def add_room(db: AsyncSession, centre: Centre, name: str, slug: str | None = None) -> Room:
    """A room of `centre`; without a `slug`, one is made of its name.

    Raises NameTaken, AddressTaken, AddressRefused, TooManyRooms.
    """
    await _require_new(db, centre.id, name)
    own = (
        select(func.count())
        .select_from(Room)
        .where(Room.centre_id == centre.id, Room.removed_at.is_(None))
    )
    if (await db.scalar(own) or 0) >= MAX_ROOMS:
        raise TooManyRooms
    if slug is None:
        slug = await _free_slug(db, name)
    elif not _SLUG.fullmatch(slug) or len(slug) > MAX_SLUG_LENGTH:
        raise AddressRefused
    elif await db.scalar(select(Room.id).where(Room.slug == slug)) is not None:
        raise AddressTaken
    room = Room(slug=slug, name=name, centre=centre)
    db.add(room)
    await db.flush()
    return room


async def rename_room(db: AsyncSession, room: Room, name: str) -> None:
    """Another name; its addresses stay. Raises NameTaken."""
    await _require_new(db, room.centre_id, name, but=room.id)
    room.name = name


def is_phone(text: str) -> bool:
    """Whether `text` can be dialled; a centre without a telephone has none."""
    return not text or (len(text) <= MAX_PHONE_LENGTH and _PHONE.fullmatch(text) is not None)


def slug_of(name: str) -> str:
    """`name` as it may stand in an address: "Salle d'éveil" is `salle-d-eveil`."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    letters = "".join(one for one in plain if not unicodedata.combining(one))
    return re.sub(r"[^a-z0-9]+", "-", letters)[:MAX_SLUG_LENGTH].strip("-") or _NAMELESS


async def _require_new_centre(db: AsyncSession, name: str, but: int | None = None) -> None:
    """Raises NameTaken."""
    others = await db.scalars(
        select(Centre.name).where(Centre.id != but) if but else select(Centre.name)
    )
    if name.casefold() in {one.casefold() for one in others}:
        raise NameTaken


async def _free_slug(db: AsyncSession, name: str) -> str:
    """`slug_of(name)`, with a number if another room has it: every centre has a kitchen."""
    start = slug_of(name)
    taken = set(await db.scalars(select(Room.slug).where(Room.slug.startswith(start[:24]))))
    if start not in taken:
        return start
    numbered = (f"{start[: MAX_SLUG_LENGTH - 6]}-{n}" for n in range(2, len(taken) + 3))
    return next(slug for slug in numbered if slug not in taken)


async def _require_new(db: AsyncSession, centre: int, name: str, but: int | None = None) -> None:
    """Raises NameTaken."""
    rooms = await rooms_of(db, [centre])
    if any(one.name.casefold() == name.casefold() for one in rooms if one.id != but):
        raise NameTaken
