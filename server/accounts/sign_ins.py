"""Browsers that are signed in: begun, recognised by their cookie, listed, ended."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from server.accounts.accounts import roles_of
from server.accounts.signed_in import SignedIn
from server.database.account_models import Account, SignIn
from server.revocation import revoke

LIFETIME = timedelta(days=30)
#: Without a visit for so long, it is over.
IDLE = timedelta(days=14)
#: A visit is written down no more often than this.
SEEN_EVERY = timedelta(minutes=5)
MAX_USER_AGENT = 200
MAX_TOKEN_LENGTH = 64


def token_hash(token: str) -> str:
    """What is kept of a random token: of 256 bits, a plain hash cannot be searched back."""
    return hashlib.sha256(token.encode()).hexdigest()


async def begin(db: AsyncSession, account: Account, user_agent: str, now: datetime) -> str:
    """Signs `account` in and returns the cookie's token. What is over is cleared away."""
    await db.execute(delete(SignIn).where(SignIn.expires_at < now))
    token = secrets.token_urlsafe(32)
    db.add(
        SignIn(
            id=secrets.token_urlsafe(12),
            token_hash=token_hash(token),
            account_id=account.id,
            created_at=now,
            seen_at=now,
            expires_at=now + LIFETIME,
            user_agent=user_agent[:MAX_USER_AGENT],
        )
    )
    return token


async def recognise(db: AsyncSession, token: str, now: datetime) -> SignedIn | None:
    """Whose cookie this is; None when it is nobody's any more."""
    if not token or len(token) > MAX_TOKEN_LENGTH:
        return None
    found = await db.scalar(select(SignIn).where(SignIn.token_hash == token_hash(token)))
    if found is None or found.account.disabled:
        return None
    if now >= found.expires_at or now >= found.seen_at + IDLE:
        return None
    if now >= found.seen_at + SEEN_EVERY:
        found.seen_at = now
    account = found.account
    return SignedIn(found.id, account.id, account.email, account.name, roles_of(account))


async def of_account(db: AsyncSession, account: int) -> Sequence[SignIn]:
    """Every one of an account, the latest seen first."""
    of_them = select(SignIn).where(SignIn.account_id == account)
    return (await db.scalars(of_them.order_by(SignIn.seen_at.desc()))).all()


async def end(db: AsyncSession, account: int, sign_in: str, now: datetime) -> bool:
    """Ends one, and the tokens made with it; False when the account has none of that id."""
    found = await db.get(SignIn, sign_in)
    if found is None or found.account_id != account:
        return False
    await revoke(db, found.id, now)
    await db.delete(found)
    return True


async def end_all(db: AsyncSession, account: int, now: datetime, but: str | None = None) -> None:
    """Ends every one of an account, `but` one, and the tokens made with them."""
    for found in await of_account(db, account):
        if found.id != but:
            await revoke(db, found.id, now)
            await db.delete(found)
