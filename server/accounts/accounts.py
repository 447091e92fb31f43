"""Accounts and their roles, each question and change within a caller's transaction."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from server.accounts.roles import CentreRole
from server.database.account_models import Account, Membership
from server.database.models import Centre


def normalise_email(text: str) -> str:
    """An address as it is kept: people write capitals and spaces."""
    return text.strip().casefold()


def looks_like_email(text: str) -> bool:
    """Something, an @, something with a point; whether it exists, only a letter would tell."""
    local, at, domain = text.rpartition("@")
    return bool(local and at and "." in domain.strip(".")) and " " not in text and len(text) <= 254


async def account_by_email(db: AsyncSession, email: str) -> Account | None:
    """The account of an address, however it is written, or None."""
    found: Account | None = await db.scalar(
        select(Account).where(Account.email == normalise_email(email))
    )
    return found


async def all_accounts(db: AsyncSession) -> Sequence[Account]:
    """Every account, by its address."""
    return (await db.scalars(select(Account).order_by(Account.email))).all()


async def accounts_of_centres(db: AsyncSession, centres: Collection[int]) -> Sequence[Account]:
    """The accounts that have a role in one of `centres`, by name."""
    of_centres = select(Membership.account_id).where(Membership.centre_id.in_(centres))
    found = await db.scalars(select(Account).where(Account.id.in_(of_centres)))
    return sorted(found, key=lambda account: account.name.casefold())


async def give_role(
    db: AsyncSession, email: str, name: str, centre: Centre, role: CentreRole
) -> Account:
    """The account of `email`, made if need be, with one more role."""
    account = await account_by_email(db, email)
    if account is None:
        account = Account(email=normalise_email(email), name=name, memberships=[])
        db.add(account)
    held = {(one.centre_id, one.role) for one in account.memberships}
    if (centre.id, role.value) not in held:
        account.memberships.append(Membership(centre=centre, role=role.value))
    await db.flush()
    return account


async def ask_for_link(db: AsyncSession, email: str, now: datetime) -> None:
    """Remembers that somebody would like another password; nothing tells whether they exist."""
    account = await account_by_email(db, email)
    if account is not None and not account.disabled:
        account.asked_at = now


def roles_of(account: Account) -> frozenset[tuple[int, CentreRole]]:
    """(centre id, role) of each of its memberships."""
    return frozenset((one.centre_id, CentreRole(one.role)) for one in account.memberships)


def coordinated_by(account: Account, centres: Collection[int]) -> bool:
    """Whether all its roles are in `centres`: nobody gets at a role elsewhere by its password."""
    return bool(account.memberships) and {m.centre_id for m in account.memberships} <= set(centres)
