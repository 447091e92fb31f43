"""Which troubles of kits the technicians were told of, and which are not over yet."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.create_table(
        "kit_alert",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kit_id", sa.String(16), nullable=False),
        sa.Column("centre_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("place", sa.String(410), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_kit_alert"),
        sa.ForeignKeyConstraint(["kit_id"], ["kit.id"], name="fk_kit_alert_kit_id_kit"),
        sa.ForeignKeyConstraint(["centre_id"], ["centre.id"], name="fk_kit_alert_centre_id_centre"),
    )
    op.create_index("ix_kit_alert_kit_id", "kit_alert", ["kit_id"])
