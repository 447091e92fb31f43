"""The tables of the rooms' kits: who they are, their keys, how they were, what was changed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from server.database.models import Base, Room, UtcDateTime


class Kit(Base):
    """A kit that was paired. `grant` stands in its tokens: with another, they are refused.
    `portable`: it is away or off on purpose, which alarms nobody. `fault_code` stands on the sheet
    in the room, for whoever reports a fault. `profile` is TOML; empty: the one it was given."""

    __tablename__ = "kit"

    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    room_id: Mapped[int] = mapped_column(ForeignKey("room.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    grant: Mapped[str] = mapped_column(String(32), unique=True)
    portable: Mapped[bool] = mapped_column(default=False)
    fault_code: Mapped[str] = mapped_column(String(16), unique=True)
    profile: Mapped[str] = mapped_column(Text, default="")
    paired_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    #: The session that it was last tested for by itself.
    tested_for: Mapped[str | None] = mapped_column(String(32))
    #: Since when it is no kit of ours any more: its keys open nothing.
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    room: Mapped[Room] = relationship(lazy="joined", innerjoin=True)


class KitKey(Base):
    """A key of a kit, kept as a SHA-256 alone. The next one replaces it once it was used."""

    __tablename__ = "kit_key"

    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    kit_id: Mapped[str] = mapped_column(ForeignKey("kit.id"), index=True)
    key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    replaced_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Pairing(Base):
    """A kit that shows a code. `secret_hash`: of what the kit alone knows and collects its key
    with. `code` is None once it was typed; `kit_id` says which kit it made."""

    __tablename__ = "pairing"

    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    code: Mapped[str | None] = mapped_column(String(8), unique=True)
    #: How the machine calls itself.
    device: Mapped[str] = mapped_column(String(200))
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    kit_id: Mapped[str | None] = mapped_column(ForeignKey("kit.id"), index=True)


class KitReport(Base):
    """A self-test; `content` is its JSON (see server.kits.reports)."""

    __tablename__ = "kit_report"

    id: Mapped[int] = mapped_column(primary_key=True)
    kit_id: Mapped[str] = mapped_column(ForeignKey("kit.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    content: Mapped[str] = mapped_column(Text)


class KitChange(Base):
    """What was done to a kit or happened to it; `who` is empty where nobody did it."""

    __tablename__ = "kit_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    kit_id: Mapped[str] = mapped_column(ForeignKey("kit.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    kind: Mapped[str] = mapped_column(String(32))
    who: Mapped[str] = mapped_column(String(200))
    detail: Mapped[str] = mapped_column(Text)


class KitAlert(Base):
    """A trouble that the technicians were told of, until they were told that it is over. `key`
    says, with the kit, which it is; `place` and `sentence` are what they read."""

    __tablename__ = "kit_alert"

    id: Mapped[int] = mapped_column(primary_key=True)
    kit_id: Mapped[str] = mapped_column(ForeignKey("kit.id"), index=True)
    centre_id: Mapped[int] = mapped_column(ForeignKey("centre.id"))
    key: Mapped[str] = mapped_column(Text)
    place: Mapped[str] = mapped_column(String(410))
    sentence: Mapped[str] = mapped_column(Text)
    told_at: Mapped[datetime] = mapped_column(UtcDateTime)
