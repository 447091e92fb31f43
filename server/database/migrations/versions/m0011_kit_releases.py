"""What the kits run, what they are to run instead, and the updates of whole centres."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "kit_rollout",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("centre_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.String(64), nullable=False),
        sa.Column("who", sa.String(200), nullable=False),
        sa.Column("begun_at", _INSTANT, nullable=False),
        sa.Column("kits", sa.Integer(), nullable=False),
        sa.Column("kept", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(16), nullable=True),
        sa.Column("stopped_by", sa.String(16), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_kit_rollout"),
        sa.ForeignKeyConstraint(
            ["centre_id"], ["centre.id"], name="fk_kit_rollout_centre_id_centre"
        ),
        sa.ForeignKeyConstraint(["stopped_by"], ["kit.id"], name="fk_kit_rollout_stopped_by_kit"),
    )
    op.create_index("ix_kit_rollout_centre_id", "kit_rollout", ["centre_id"])
    op.create_table(
        "kit_release",
        sa.Column("kit_id", sa.String(16), nullable=False),
        sa.Column("running", sa.String(64), nullable=False),
        sa.Column("previous", sa.String(64), nullable=True),
        sa.Column("step", sa.String(16), nullable=False),
        sa.Column("version", sa.String(64), nullable=True),
        sa.Column("percent", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(32), nullable=True),
        sa.Column("failed", sa.String(64), nullable=True),
        sa.Column("failed_reason", sa.String(32), nullable=True),
        sa.Column("wanted", sa.String(64), nullable=True),
        sa.Column("back", sa.Boolean(), nullable=False),
        sa.Column("ordered_by", sa.String(200), nullable=False),
        sa.Column("sent_at", _INSTANT, nullable=True),
        sa.Column("rollout_id", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("kit_id", name="pk_kit_release"),
        sa.ForeignKeyConstraint(["kit_id"], ["kit.id"], name="fk_kit_release_kit_id_kit"),
        sa.ForeignKeyConstraint(
            ["rollout_id"], ["kit_rollout.id"], name="fk_kit_release_rollout_id_kit_rollout"
        ),
    )
    op.create_index("ix_kit_release_rollout_id", "kit_release", ["rollout_id"])
