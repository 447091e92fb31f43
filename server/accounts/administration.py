"""`passerelle user …`: accounts made and ended by whoever runs the installation."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from server.accounts import password_links, sign_ins
from server.accounts.accounts import account_by_email, all_accounts, give_role, looks_like_email
from server.accounts.roles import CentreRole
from server.centres.administration import USAGE, centre_named
from server.database.account_models import Account
from server.database.one_transaction import in_one_transaction
from server.errors import StartRefused
from server.settings import Settings


def add_user(
    settings: Settings, email: str, name: str | None, role: CentreRole, centre: str | None
) -> str | None:
    """Gives `email` a role in a centre; returns the link to choose a password, None when they
    have one already. Raises StartRefused."""
    if not looks_like_email(email):
        raise StartRefused(
            f"« {email} » n’est pas une adresse électronique.",
            f"“{email}” is not an e-mail address.",
            USAGE,
        )

    async def work(db: AsyncSession) -> str | None:
        held = await centre_named(db, centre)
        shown = name or email.partition("@")[0].capitalize()
        account = await give_role(db, email, shown, held, role)
        return None if account.password_hash is not None else await _link(settings, db, account)

    return in_one_transaction(settings, work)


def new_password_link(settings: Settings, email: str) -> str:
    """A link for `email` to choose another password. Raises StartRefused."""

    async def work(db: AsyncSession) -> str:
        return await _link(settings, db, await _account(db, email))

    return in_one_transaction(settings, work)


def set_disabled(settings: Settings, email: str, disabled: bool) -> None:
    """Closes an account, or opens it again. Closed: every sign-in and every connection ends
    within five seconds. Raises StartRefused."""

    async def work(db: AsyncSession) -> None:
        account = await _account(db, email)
        account.disabled = disabled
        if disabled:
            await sign_ins.end_all(db, account.id, datetime.now(UTC))

    in_one_transaction(settings, work)


def list_users(settings: Settings) -> list[str]:
    """One line for each account and centre."""

    async def work(db: AsyncSession) -> list[str]:
        return [line for account in await all_accounts(db) for line in _lines(account)]

    return in_one_transaction(settings, work)


def _lines(account: Account) -> list[str]:
    marks = [
        "disabled" if account.disabled else "",
        "" if account.password_hash else "no-password",
        "asks-for-link" if account.asked_at else "",
    ]
    state = ",".join(mark for mark in marks if mark) or "ok"
    return [
        f"{account.email}\t{account.name}\t{one.role}\t{one.centre.name}\t{state}"
        for one in account.memberships
    ]


async def _account(db: AsyncSession, email: str) -> Account:
    account = await account_by_email(db, email)
    if account is None:
        raise StartRefused(
            f"Personne n’a de compte à l’adresse « {email} ».",
            f"Nobody has an account with the address “{email}”.",
            USAGE,
        )
    return account


async def _link(settings: Settings, db: AsyncSession, account: Account) -> str:
    base_url = settings.base_address
    return await password_links.new_link(db, account, base_url, datetime.now(UTC))
