"""The tables of who may do what: accounts, their roles in centres, their sign-ins."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from server.database.models import Base, Centre, UtcDateTime


class Account(Base):
    """Somebody who signs in. `email` is in lower case; no password before one was chosen."""

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    password_hash: Mapped[str | None] = mapped_column(String(200), default=None)
    disabled: Mapped[bool] = mapped_column(default=False)
    #: "fr", "en"; None: nobody has said.
    language: Mapped[str | None] = mapped_column(String(2), default=None)
    #: When they asked for a link to choose another password; None once they have one.
    asked_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    memberships: Mapped[list[Membership]] = relationship(
        lazy="selectin", cascade="all, delete-orphan"
    )


class Membership(Base):
    """One role of one account in one centre; somebody may have several."""

    __tablename__ = "membership"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    centre_id: Mapped[int] = mapped_column(ForeignKey("centre.id"), primary_key=True, index=True)
    role: Mapped[str] = mapped_column(String(16), primary_key=True)
    centre: Mapped[Centre] = relationship(lazy="joined", innerjoin=True)


class SignIn(Base):
    """One browser signed in. The cookie's token is kept as a SHA-256 alone; `id` may be shown, and
    stands in the tokens made with it."""

    __tablename__ = "sign_in"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    user_agent: Mapped[str] = mapped_column(String(200))
    account: Mapped[Account] = relationship(lazy="joined", innerjoin=True)


class PasswordLink(Base):
    """A link, good once, to choose a password. Its token is kept as a SHA-256 alone."""

    __tablename__ = "password_link"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Revocation(Base):
    """A token's `jti` or `grant` that opens nothing any more; kept until every token of it would
    have expired anyway."""

    __tablename__ = "revocation"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    until: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
