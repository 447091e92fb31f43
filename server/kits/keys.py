"""A kit's key: made at its pairing, changed now and then, taken back at once.

The server keeps its SHA-256 alone. A key opens one thing: short tokens for the kit's own room.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from rooms.roles import Role
from server.accounts.sign_ins import token_hash
from server.database.kit_models import Kit, KitKey
from server.kits.errors import KeyRefused
from server.kits.history import note
from server.revocation import revoke
from server.tokens import Tokens

#: How long a kit's token is good: it asks for the next one well before.
TOKEN_LIFETIME_S = 900.0
#: A kit is asked to change a key older than this.
KEY_AGE = timedelta(days=30)
_PREFIX = "pk1_"
MAX_KEY_LENGTH = 64


def new_grant() -> str:
    """What a kit's tokens name as granted by its keys; with another, they are refused."""
    return secrets.token_urlsafe(16)


async def new_key(db: AsyncSession, kit: Kit, now: datetime) -> str:
    """Another key of `kit`. Those it has stay good until this one is used."""
    # What was asked for and never used did not arrive.
    await db.execute(
        delete(KitKey).where(
            KitKey.kit_id == kit.id, KitKey.used_at.is_(None), KitKey.replaced_at.is_(None)
        )
    )
    key = _PREFIX + secrets.token_urlsafe(32)
    db.add(
        KitKey(id=secrets.token_urlsafe(9), kit_id=kit.id, key_hash=token_hash(key), created_at=now)
    )
    return key


async def use_key(db: AsyncSession, key: str, now: datetime) -> tuple[Kit, KitKey] | None:
    """The kit of `key`, whose other keys end here; None when it opens nothing.

    A key that was replaced has come back: somebody copied it. Who of the two is the kit cannot be
    told, so that every key of it ends, and it is to be paired again.
    """
    found = await _known(db, key)
    if found is None:
        return None
    kit = await db.get_one(Kit, found.kit_id)
    if kit.removed_at is not None:
        return None
    if found.replaced_at is not None:
        if await _has_key(db, kit):
            await end_keys(db, kit, now)
            note(db, kit, now, "key_copied")
        return None
    if found.used_at is None:
        others = (KitKey.kit_id == kit.id) & (KitKey.id != found.id)
        await db.execute(
            update(KitKey).where(others, KitKey.replaced_at.is_(None)).values(replaced_at=now)
        )
        found.used_at = now
    return kit, found


async def end_keys(db: AsyncSession, kit: Kit, now: datetime) -> None:
    """No key and no token of `kit` opens anything any more."""
    await db.execute(
        update(KitKey)
        .where(KitKey.kit_id == kit.id, KitKey.replaced_at.is_(None))
        .values(replaced_at=now)
    )
    await end_tokens(db, kit, now)


async def end_tokens(db: AsyncSession, kit: Kit, now: datetime) -> None:
    """The tokens of `kit` open nothing any more; its key gets it others."""
    await revoke(db, kit.grant, now)
    kit.grant = new_grant()


def kit_token(tokens: Tokens, kit: Kit, wall_s: float) -> str:
    """A short token of `kit`, for its room alone."""
    return tokens.issue(
        room=kit.room.slug,
        role=Role.KIT,
        wall_s=wall_s,
        lifetime_s=TOKEN_LIFETIME_S,
        grant=kit.grant,
    )


async def _known(db: AsyncSession, key: str) -> KitKey | None:
    if not key.startswith(_PREFIX) or len(key) > MAX_KEY_LENGTH:
        return None
    found: KitKey | None = await db.scalar(
        select(KitKey).where(KitKey.key_hash == token_hash(key)).with_for_update()
    )
    return found


async def _has_key(db: AsyncSession, kit: Kit) -> bool:
    held = select(KitKey.id).where(KitKey.kit_id == kit.id, KitKey.replaced_at.is_(None))
    return await db.scalar(held.limit(1)) is not None


def require(found: tuple[Kit, KitKey] | None) -> tuple[Kit, KitKey]:
    """`found`. Raises KeyRefused, once what was noted is kept."""
    if found is None:
        raise KeyRefused
    return found
