"""`passerelle centre …` and `passerelle room …`: done by whoever runs the installation."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from server.centres import making, removing
from server.centres.errors import (
    AddressRefused,
    AddressTaken,
    NameTaken,
    RoomHasKit,
    RoomInUse,
    RoomPlanned,
    TooManyRooms,
)
from server.database.models import Centre
from server.database.one_transaction import in_one_transaction
from server.database.sessions import all_rooms, room_by_slug
from server.errors import StartRefused
from server.settings import Settings

USAGE = 2


def add_centre(settings: Settings, name: str, town: str, phone: str) -> None:
    """Makes a centre. Raises StartRefused."""
    shown = _cleaned(name)

    async def work(db: AsyncSession) -> None:
        try:
            await making.add_centre(db, shown, " ".join(town.split()), " ".join(phone.split()))
        except NameTaken:
            raise _centre_taken(shown) from None

    in_one_transaction(settings, work)


def change_centre(
    settings: Settings, which: str | None, name: str | None, town: str | None, phone: str | None
) -> None:
    """Another name, town or telephone; what is None stays. Raises StartRefused."""
    shown = None if name is None else _cleaned(name)
    dialled = None if phone is None else " ".join(phone.split())
    if dialled and not making.is_phone(dialled):
        raise StartRefused(
            f"« {dialled} » n’est pas un numéro de téléphone.",
            f"“{dialled}” is not a telephone number.",
            USAGE,
        )

    async def work(db: AsyncSession) -> None:
        held = await centre_named(db, which)
        new_town = held.town if town is None else " ".join(town.split())
        new_phone = held.phone if dialled is None else dialled
        try:
            await making.change_centre(db, held, shown or held.name, new_town, new_phone)
        except NameTaken:
            raise _centre_taken(shown or held.name) from None

    in_one_transaction(settings, work)


def list_centres(settings: Settings) -> list[str]:
    """One line for each centre: name, town, telephone."""

    async def work(db: AsyncSession) -> list[str]:
        found = await db.scalars(select(Centre).order_by(Centre.name))
        return [f"{one.name}\t{one.town}\t{one.phone}" for one in found]

    return in_one_transaction(settings, work)


def add_room(settings: Settings, name: str, centre: str | None, slug: str | None) -> str:
    """Makes a room; returns its name in addresses. Raises StartRefused."""
    shown = _cleaned(name)

    async def work(db: AsyncSession) -> str:
        held = await centre_named(db, centre)
        try:
            return (await making.add_room(db, held, shown, slug)).slug
        except NameTaken:
            french = f"Une salle de ce centre s’appelle déjà « {shown} »."
            english = f"A room of this centre is called “{shown}” already."
        except AddressTaken:
            french = f"Une salle a déjà l’adresse « {slug} »."
            english = f"A room has the address “{slug}” already."
        except AddressRefused:
            french = "L’adresse d’une salle : 1 à 32 lettres a-z, chiffres et tirets."
            english = "The address of a room: 1 to 32 letters a-z, digits and hyphens."
        except TooManyRooms:
            french = f"Ce centre a déjà {making.MAX_ROOMS} salles."
            english = f"This centre has {making.MAX_ROOMS} rooms already."
        raise StartRefused(french, english, USAGE)

    return in_one_transaction(settings, work)


def remove_room(settings: Settings, slug: str) -> None:
    """Takes a room away; what was held there stays. Raises StartRefused."""

    async def work(db: AsyncSession) -> None:
        room = await room_by_slug(db, slug)
        if room is None:
            known = ", ".join(one.slug for one in await all_rooms(db)) or "—"
            french, english = f"Aucune salle « {slug} » : {known}.", f"No room “{slug}”: {known}."
            raise StartRefused(french, english, USAGE)
        try:
            await removing.remove_room(db, room, datetime.now(UTC))
            return
        except RoomInUse:
            french = f"Une séance est ouverte dans la salle « {room.name} ». Terminez-la d’abord."
            english = f"A session is open in the room “{room.name}”. End it first."
        except RoomPlanned:
            french = f"Une séance est prévue dans la salle « {room.name} »."
            english = f"A session is planned in the room “{room.name}”."
        except RoomHasKit:
            french = f"Un boîtier est associé à la salle « {room.name} ». Retirez-le d’abord."
            english = f"A kit is paired with the room “{room.name}”. Remove it first."
        raise StartRefused(french, english, USAGE)

    in_one_transaction(settings, work)


def list_rooms(settings: Settings) -> list[str]:
    """One line for each room: name in addresses, name, centre."""

    async def work(db: AsyncSession) -> list[str]:
        return [f"{one.slug}\t{one.name}\t{one.centre.name}" for one in await all_rooms(db)]

    return in_one_transaction(settings, work)


async def centre_named(db: AsyncSession, name: str | None) -> Centre:
    """The centre of that name; the only one, without a name. Raises StartRefused."""
    centres = (await db.scalars(select(Centre).order_by(Centre.name))).all()
    named = [one for one in centres if name is None or one.name.casefold() == name.casefold()]
    if len(named) == 1:
        return named[0]
    known = ", ".join(f"« {one.name} »" for one in centres) or "—"
    raise StartRefused(
        f"Quel centre ? Ceux de cette installation : {known}.",
        f"Which centre? Those of this installation: {known}.",
        USAGE,
    )


def _centre_taken(name: str) -> StartRefused:
    return StartRefused(
        f"Un centre s’appelle déjà « {name} ».", f"A centre is called “{name}” already.", USAGE
    )


def _cleaned(name: str) -> str:
    """On one line. Raises StartRefused when nothing, or too much, is left."""
    shown = " ".join(name.split())
    if 0 < len(shown) <= making.MAX_NAME_LENGTH:
        return shown
    raise StartRefused(
        f"Un nom a 1 à {making.MAX_NAME_LENGTH} caractères.",
        f"A name has 1 to {making.MAX_NAME_LENGTH} characters.",
        USAGE,
    )
