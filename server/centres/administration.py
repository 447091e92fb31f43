"""`passerelle centre …` and `passerelle room …`: done by whoever runs the installation."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from server.centres import making
from server.centres.errors import AddressRefused, AddressTaken, NameTaken, TooManyRooms
from server.database.models import Centre
from server.database.one_transaction import in_one_transaction
from server.database.sessions import all_rooms
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
            raise StartRefused(
                f"Un centre s’appelle déjà « {shown} ».",
                f"A centre is called “{shown}” already.",
                USAGE,
            ) from None

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
