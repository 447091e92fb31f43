"""The tables of who was there, and who agreed to be recorded."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.database.models import Base, UtcDateTime


class ConsentText(Base):
    """The sentences that were shown, word for word, under the version that the ledger names."""

    __tablename__ = "consent_text"

    version: Mapped[str] = mapped_column(String(16), primary_key=True)
    language: Mapped[str] = mapped_column(String(8), primary_key=True)
    text: Mapped[str] = mapped_column(Text)


class ConsentEntry(Base):
    """One answer: a line of the ledger. Lines are added and never changed; the latest of a person
    counts. `parent` agreed for a child, `adult` sat beside it."""

    __tablename__ = "consent_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[str] = mapped_column(ForeignKey("session.id"), index=True)
    person: Mapped[str] = mapped_column(String(32))
    name: Mapped[str] = mapped_column(String(200))
    minor: Mapped[bool] = mapped_column()
    adult: Mapped[str] = mapped_column(String(200))
    parent: Mapped[str] = mapped_column(String(200))
    answer: Mapped[str] = mapped_column(String(8))
    text_version: Mapped[str] = mapped_column(String(16))
    language: Mapped[str] = mapped_column(String(8))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class AttendanceSheet(Base):
    """How many heads were counted in the room; a sheet that nobody counted for has no row."""

    __tablename__ = "attendance_sheet"

    session_id: Mapped[str] = mapped_column(ForeignKey("session.id"), primary_key=True)
    in_room: Mapped[int] = mapped_column()


class AttendanceLine(Base):
    """One line of a session's sheet: see rooms.attendance.Attendee."""

    __tablename__ = "attendance_line"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    session_id: Mapped[str] = mapped_column(ForeignKey("session.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    place: Mapped[str] = mapped_column(String(8))
    origin: Mapped[str] = mapped_column(String(8))
    arrived_at: Mapped[datetime] = mapped_column(UtcDateTime)
    left_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    present: Mapped[bool] = mapped_column()
    corrected: Mapped[bool] = mapped_column()
    given: Mapped[str] = mapped_column(String(200))
    person: Mapped[str] = mapped_column(String(32))
