"""The tables of what the rooms' kits run, and of what they are to run instead."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from server.database.models import Base, UtcDateTime


class KitRollout(Base):
    """An update of the kits of a centre: one first, the others once it was kept. `kits`: how many
    were to be updated; `outcome`: RolloutOutcome, None while it is under way."""

    __tablename__ = "kit_rollout"

    id: Mapped[int] = mapped_column(primary_key=True)
    centre_id: Mapped[int] = mapped_column(ForeignKey("centre.id"), index=True)
    version: Mapped[str] = mapped_column(String(64))
    who: Mapped[str] = mapped_column(String(200))
    begun_at: Mapped[datetime] = mapped_column(UtcDateTime)
    kits: Mapped[int]
    kept: Mapped[int] = mapped_column(default=0)
    outcome: Mapped[str | None] = mapped_column(String(16))
    #: The kit that did not keep it.
    stopped_by: Mapped[str | None] = mapped_column(ForeignKey("kit.id"))


class KitRelease(Base):
    """What a kit said last of its program (`running` to `reason`; see docs/protocol.md), and what
    it is to run instead (`wanted`, with `back` the one before), until it does or gives it up."""

    __tablename__ = "kit_release"

    kit_id: Mapped[str] = mapped_column(ForeignKey("kit.id"), primary_key=True)
    running: Mapped[str] = mapped_column(String(64))
    previous: Mapped[str | None] = mapped_column(String(64))
    step: Mapped[str] = mapped_column(String(16))
    version: Mapped[str | None] = mapped_column(String(64))
    percent: Mapped[int | None]
    reason: Mapped[str | None] = mapped_column(String(32))
    #: The version that it gave up last, and why; until something else is asked of it.
    failed: Mapped[str | None] = mapped_column(String(64))
    failed_reason: Mapped[str | None] = mapped_column(String(32))
    wanted: Mapped[str | None] = mapped_column(String(64))
    back: Mapped[bool] = mapped_column(default=False)
    ordered_by: Mapped[str] = mapped_column(String(200), default="")
    #: When the kit was told first.
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    rollout_id: Mapped[int | None] = mapped_column(ForeignKey("kit_rollout.id"), index=True)
