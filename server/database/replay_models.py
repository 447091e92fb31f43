"""The table of replays: what each is made of, how far its making is, who may see it."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.database.models import Base, UtcDateTime


def new_replay_id() -> str:
    """Stands in addresses and names its folder; cannot be guessed (96 bits)."""
    return secrets.token_urlsafe(12)


class Replay(Base):
    """A session that was recorded (`recording`: its folder) or a film that was brought (`upload`).

    `making`: "waiting", "making", "ready" or "failed", with `making_done` from 0 to 1 and
    `making_reason`, a code (see `recorder.replay.errors`). `state`: "draft", "proposed",
    "approved", "published" or "unpublished". `edits` is JSON (see `recorder.replay.edits`).
    """

    __tablename__ = "replay"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_replay_id)
    centre_id: Mapped[int] = mapped_column(ForeignKey("centre.id"), index=True)
    session_id: Mapped[str | None] = mapped_column(ForeignKey("session.id"), index=True)
    recording: Mapped[str | None] = mapped_column(String(64), unique=True)
    upload: Mapped[str | None] = mapped_column(String(64), unique=True)
    owner_account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    title: Mapped[str] = mapped_column(String(200))
    description: Mapped[str] = mapped_column(Text, default="")
    series: Mapped[str | None] = mapped_column(String(200))
    language: Mapped[str] = mapped_column(String(16), default="fr")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    duration_s: Mapped[float | None] = mapped_column()
    making: Mapped[str] = mapped_column(String(16), default="waiting", index=True)
    making_done: Mapped[float] = mapped_column(default=0.0)
    making_reason: Mapped[str | None] = mapped_column(String(32))
    state: Mapped[str] = mapped_column(String(16), default="draft", index=True)
    edits: Mapped[str] = mapped_column(Text, default="{}")
