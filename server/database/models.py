"""The tables of what is planned: a centre has rooms, a room has sessions."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, Dialect, ForeignKey, MetaData, String, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship
from sqlalchemy.types import TypeDecorator

# The same states as the policy knows, for those who read and write them here.
from rooms.session import SessionState as SessionState


class UtcDateTime(TypeDecorator[datetime]):
    """An instant with its zone, kept in UTC: SQLite would forget the zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant without a zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        instant: datetime = value
        return instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant.astimezone(UTC)


class Base(DeclarativeBase):
    """Constraints are named by one rule, so that a migration can find them again."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class Centre(Base):
    """A community centre. `is_demo`: made by the seed, its sessions are moved to the day."""

    __tablename__ = "centre"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200), unique=True)
    town: Mapped[str] = mapped_column(String(200))
    phone: Mapped[str] = mapped_column(String(40))
    is_demo: Mapped[bool] = mapped_column(default=False)
    #: For so long after a session its attendance sheet is kept.
    attendance_days: Mapped[int] = mapped_column(default=730, server_default="730")
    rooms: Mapped[list[Room]] = relationship(back_populates="centre")


class Room(Base):
    """An activity room. `slug` is its name in addresses and tokens, unique over all centres."""

    __tablename__ = "room"

    id: Mapped[int] = mapped_column(primary_key=True)
    centre_id: Mapped[int] = mapped_column(ForeignKey("centre.id"), index=True)
    slug: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    #: Since when the centre has it no more; its sessions and what they left stay.
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    centre: Mapped[Centre] = relationship(back_populates="rooms", lazy="joined", innerjoin=True)
    sessions: Mapped[list[Session]] = relationship(back_populates="room")


def new_link() -> str:
    """What a session's tokens name as granted by its link; with another, they are refused."""
    return secrets.token_urlsafe(16)


class Session(Base):
    """One workshop, one day. `id` stands in addresses; `code` (9 digits) is said on the phone;
    `link` stands in the tokens of its residents."""

    __tablename__ = "session"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    room_id: Mapped[int] = mapped_column(ForeignKey("room.id"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    activity: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(16), default=SessionState.CLOSED.value)
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    host: Mapped[str] = mapped_column(String(200))
    code: Mapped[str] = mapped_column(String(9), unique=True)
    waiting_room: Mapped[bool] = mapped_column(default=False)
    room: Mapped[Room] = relationship(back_populates="sessions", lazy="joined", innerjoin=True)
    link: Mapped[str] = mapped_column(String(32), default=new_link)
    resources: Mapped[list[Resource]] = relationship(
        lazy="selectin", order_by="Resource.position", cascade="all, delete-orphan"
    )


class Resource(Base):
    """A recipe, a score, a pattern: shown beside the picture. `url` is https, http or a path."""

    __tablename__ = "resource"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    session_id: Mapped[str] = mapped_column(ForeignKey("session.id"), index=True)
    position: Mapped[int] = mapped_column()
    title: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(16))
    url: Mapped[str] = mapped_column(String(2000))


class ActivityTemplate(Base):
    """A centre's own copy of an activity template; `content` is its JSON, validated when read."""

    __tablename__ = "activity_template"

    centre_id: Mapped[int] = mapped_column(ForeignKey("centre.id"), primary_key=True)
    key: Mapped[str] = mapped_column(String(32), primary_key=True)
    content: Mapped[str] = mapped_column(Text)
