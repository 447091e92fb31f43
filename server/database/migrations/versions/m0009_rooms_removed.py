"""Rooms that a centre has no more, whose history stays."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.add_column("room", sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True))
