"""The table of the minutes of polls."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.database.models import Base, UtcDateTime


class PollMinutes(Base):
    """A poll that was closed. `content` is its JSON (see server.polls.minutes): of a secret one,
    who has voted, and never what."""

    __tablename__ = "poll_minutes"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    session_id: Mapped[str] = mapped_column(ForeignKey("session.id"), index=True)
    closed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    content: Mapped[str] = mapped_column(Text)
