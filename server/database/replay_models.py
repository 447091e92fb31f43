"""The table of replays: what each is made of, how far its making is, who may see it."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, false
from sqlalchemy.orm import Mapped, mapped_column

from server.database.models import Base, UtcDateTime, new_link


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
    # Publishing: see server.publishing.
    #: "centre", "network", "link" or "public".
    visibility: Mapped[str] = mapped_column(String(8), default="centre", server_default="centre")
    #: Who has it may see what is visible by link.
    link_secret: Mapped[str] = mapped_column(String(32), default=new_link, server_default="")
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    #: Deleted then, with everything made of it; None: see server.publishing.expiry.
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    #: Until when it may be kept, everybody in it having agreed again; None: not renewed.
    renewed_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    #: Why there are no reviewed subtitles; empty: they are asked for.
    subtitles_exemption: Mapped[str] = mapped_column(Text, default="", server_default="")
    downloads_allowed: Mapped[bool] = mapped_column(default=False, server_default=false())
    #: SHA-256 of the edits that were approved: with others, it is not seen.
    approved_edits: Mapped[str] = mapped_column(String(64), default="", server_default="")
    #: When somebody said that everybody in it is listed; None: nobody did.
    people_listed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
