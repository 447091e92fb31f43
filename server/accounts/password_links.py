"""Links to choose a password: handed over by a person who knows whom they give it to."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from server.accounts import sign_ins
from server.accounts.errors import LinkExpired
from server.accounts.passwords import Passwords, require_strength
from server.accounts.sign_ins import token_hash
from server.database.account_models import Account, PasswordLink

LIFETIME = timedelta(days=3)
PATH = "/mot-de-passe/choisir"


async def new_link(db: AsyncSession, account: Account, base_url: str, now: datetime) -> str:
    """The address where `account` chooses its password, in place of any earlier one.

    The token stands in the fragment: no server log sees it.
    """
    await db.execute(
        delete(PasswordLink).where(
            (PasswordLink.account_id == account.id) | (PasswordLink.expires_at < now)
        )
    )
    token = secrets.token_urlsafe(32)
    db.add(
        PasswordLink(token_hash=token_hash(token), account_id=account.id, expires_at=now + LIFETIME)
    )
    return f"{base_url}{PATH}#{token}"


async def account_of(db: AsyncSession, token: str, now: datetime) -> Account:
    """Whose link it is. Raises LinkExpired, for a disabled account too."""
    link = await db.get(PasswordLink, token_hash(token))
    account = None if link is None else await db.get(Account, link.account_id)
    if link is None or account is None or now >= link.expires_at or account.disabled:
        raise LinkExpired
    return account


async def choose_password(
    db: AsyncSession, passwords: Passwords, token: str, password: str, now: datetime
) -> Account:
    """Uses the link up: the password is another, and nobody is signed in any more.

    Raises LinkExpired, PasswordTooWeak, TooBusy.
    """
    account = await account_of(db, token, now)
    require_strength(password, account.email, account.name)
    account.password_hash = await passwords.hash(password)
    account.asked_at = None
    used = await db.execute(
        delete(PasswordLink)
        .where(PasswordLink.token_hash == token_hash(token))
        .returning(PasswordLink.token_hash)
    )
    if used.first() is None:
        raise LinkExpired  # Somebody else was quicker: the transaction is undone.
    await sign_ins.end_all(db, account.id, now)
    return account
