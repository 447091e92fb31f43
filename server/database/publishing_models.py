"""The tables of what stands before a replay is seen: steps, agreements, signatures, notices."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.database.models import Base, UtcDateTime


class ReplayStep(Base):
    """Who did what to a replay; lines are added and never changed. `account_id` is None where the
    server did it, or somebody without an account (`name`)."""

    __tablename__ = "replay_step"

    id: Mapped[int] = mapped_column(primary_key=True)
    replay_id: Mapped[str] = mapped_column(ForeignKey("replay.id"), index=True)
    act: Mapped[str] = mapped_column(String(16))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    name: Mapped[str] = mapped_column(String(200))
    note: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class ReplayPerson(Base):
    """Somebody who is in a replay, as far as somebody who reviews it said. `person` is their id in
    the manifest, or one of ours for whom it does not know.

    `agreed`: "" as long as nothing is recorded, "near" (whoever has the link or belongs to the
    centre may see it), "all". `how`: on paper, aloud… `withdrawn_at`: they took it back.
    """

    __tablename__ = "replay_person"

    replay_id: Mapped[str] = mapped_column(ForeignKey("replay.id"), primary_key=True)
    person: Mapped[str] = mapped_column(String(32), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    minor: Mapped[bool] = mapped_column()
    agreed: Mapped[str] = mapped_column(String(8))
    how: Mapped[str] = mapped_column(String(200))
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ParentalSignature(Base):
    """One parent's signature for one minor in one replay; `signed_on`: as the paper says."""

    __tablename__ = "parental_signature"

    id: Mapped[int] = mapped_column(primary_key=True)
    replay_id: Mapped[str] = mapped_column(ForeignKey("replay.id"), index=True)
    person: Mapped[str] = mapped_column(String(32))
    parent: Mapped[str] = mapped_column(String(200))
    signed_on: Mapped[date] = mapped_column(Date)
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ReplayObjection(Base):
    """Somebody who watched said that they are in it and do not agree: it is hidden until somebody
    of the centre has seen to it. `outcome`: what was done."""

    __tablename__ = "replay_objection"

    id: Mapped[int] = mapped_column(primary_key=True)
    replay_id: Mapped[str] = mapped_column(ForeignKey("replay.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    said: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    outcome: Mapped[str] = mapped_column(Text)


class ExpiryNotice(Base):
    """That a replay's end was announced, so many days before; `expires_at`: which end."""

    __tablename__ = "expiry_notice"

    replay_id: Mapped[str] = mapped_column(ForeignKey("replay.id"), primary_key=True)
    days: Mapped[int] = mapped_column(primary_key=True)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class ExpiryLetter(Base):
    """That somebody was written to about a replay's end, so many days before: a line for each
    replay of a letter that was taken by the mail server. `expires_at`: which end."""

    __tablename__ = "expiry_letter"

    replay_id: Mapped[str] = mapped_column(ForeignKey("replay.id"), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True, index=True)
    days: Mapped[int] = mapped_column(primary_key=True)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, primary_key=True)
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime)
