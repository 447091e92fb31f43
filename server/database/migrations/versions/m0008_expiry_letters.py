"""Which letters about the end of replays were sent, and until when replays were renewed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("replay", sa.Column("renewed_until", _INSTANT, nullable=True))
    op.create_table(
        "expiry_letter",
        sa.Column("replay_id", sa.String(32), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("expires_at", _INSTANT, nullable=False),
        sa.Column("sent_at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint(
            "replay_id", "account_id", "days", "expires_at", name="pk_expiry_letter"
        ),
        sa.ForeignKeyConstraint(
            ["replay_id"], ["replay.id"], name="fk_expiry_letter_replay_id_replay"
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name="fk_expiry_letter_account_id_account"
        ),
    )
    op.create_index("ix_expiry_letter_account_id", "expiry_letter", ["account_id"])
