"""The minutes of polls."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "poll_minutes",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("session_id", sa.String(32), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_poll_minutes"),
        sa.ForeignKeyConstraint(
            ["session_id"], ["session.id"], name="fk_poll_minutes_session_id_session"
        ),
    )
    op.create_index("ix_poll_minutes_session_id", "poll_minutes", ["session_id"])
