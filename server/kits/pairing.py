"""Pairing: a kit shows a code, a technician types it and says in which room it stands.

The kit collects its key with a secret that it was given with the code and shows to nobody: whoever
reads the screen can pair the kit, and never becomes it.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from server.accounts.sign_ins import token_hash
from server.database.kit_models import Kit, Pairing
from server.database.models import Room
from server.kits.errors import PairingWaits, TooManyPairings, UnknownCode, UnknownPairing
from server.kits.history import note
from server.kits.keys import new_grant, new_key
from server.kits.pairing_code import new_pairing_code

LIFETIME = timedelta(minutes=10)
#: Kits that show a code at one time, over the whole installation.
MAX_WAITING = 200


@dataclass(frozen=True, slots=True)
class Begun:
    """What the kit is told: the code to show, the secret to keep."""

    code: str
    secret: str


async def begin(db: AsyncSession, device: str, now: datetime) -> Begun:
    """A kit that calls itself `device` is to be paired. Raises TooManyPairings."""
    await db.execute(delete(Pairing).where(Pairing.expires_at <= now))
    if (await db.scalar(select(func.count()).select_from(Pairing)) or 0) >= MAX_WAITING:
        raise TooManyPairings
    begun = Begun(code=new_pairing_code(), secret=secrets.token_urlsafe(32))
    db.add(
        Pairing(
            id=secrets.token_urlsafe(9),
            secret_hash=token_hash(begun.secret),
            code=begun.code,
            device=device,
            expires_at=now + LIFETIME,
        )
    )
    return begun


async def type_code(
    db: AsyncSession, code: str | None, room: Room, name: str, who: str, now: datetime
) -> Kit:
    """`who` typed `code` (normalised): the kit that shows it is one of `room`, called `name`.

    Raises UnknownCode. A code that was typed is used up, whatever becomes of the kit.
    """
    # One statement: of two people who type it at once, one is too late.
    used = await db.execute(
        update(Pairing)
        .where(Pairing.code == code, Pairing.code.is_not(None), Pairing.expires_at > now)
        .values(code=None)
        .returning(Pairing.id)
    )
    pairing_id = used.scalar()
    if pairing_id is None:
        raise UnknownCode
    pairing = await db.get_one(Pairing, pairing_id)
    kit = Kit(
        id=secrets.token_urlsafe(9),
        room=room,
        name=name,
        grant=new_grant(),
        fault_code=secrets.token_urlsafe(9),
        profile="",
        paired_at=now,
    )
    db.add(kit)
    await db.flush()
    pairing.kit_id = kit.id
    note(db, kit, now, "paired", who, pairing.device)
    return kit


async def collect(db: AsyncSession, secret: str, now: datetime) -> tuple[Kit, str]:
    """The kit that `secret` became, and its first key: told once. Raises PairingWaits,
    UnknownPairing."""
    found = await db.scalar(select(Pairing).where(Pairing.secret_hash == token_hash(secret)))
    if found is None or found.expires_at <= now:
        raise UnknownPairing
    if found.kit_id is None:
        raise PairingWaits
    collected = await db.execute(
        delete(Pairing).where(Pairing.id == found.id).returning(Pairing.kit_id)
    )
    kit_id = collected.scalar()
    kit = None if kit_id is None else await db.get(Kit, kit_id)
    if kit is None or kit.removed_at is not None:
        raise UnknownPairing
    return kit, await new_key(db, kit, now)
