"""Replays of sessions and of films that were brought."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "replay",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("centre_id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.String(32), nullable=True),
        sa.Column("recording", sa.String(64), nullable=True),
        sa.Column("upload", sa.String(64), nullable=True),
        sa.Column("owner_account_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("series", sa.String(200), nullable=True),
        sa.Column("language", sa.String(16), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("duration_s", sa.Double(), nullable=True),
        sa.Column("making", sa.String(16), nullable=False),
        sa.Column("making_done", sa.Double(), nullable=False),
        sa.Column("making_reason", sa.String(32), nullable=True),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("edits", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_replay"),
        sa.UniqueConstraint("recording", name="uq_replay_recording"),
        sa.UniqueConstraint("upload", name="uq_replay_upload"),
        sa.ForeignKeyConstraint(["centre_id"], ["centre.id"], name="fk_replay_centre_id_centre"),
        sa.ForeignKeyConstraint(
            ["session_id"], ["session.id"], name="fk_replay_session_id_session"
        ),
        sa.ForeignKeyConstraint(
            ["owner_account_id"], ["account.id"], name="fk_replay_owner_account_id_account"
        ),
    )
    for column in ("centre_id", "session_id", "making", "state"):
        op.create_index(f"ix_replay_{column}", "replay", [column])
