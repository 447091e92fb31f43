"""The rooms' kits: pairing, keys, self-tests, history."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _kit()
    _keys()
    _history()


def _kit() -> None:
    op.create_table(
        "kit",
        sa.Column("id", sa.String(16), nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("grant", sa.String(32), nullable=False),
        sa.Column("portable", sa.Boolean(), nullable=False),
        sa.Column("fault_code", sa.String(16), nullable=False),
        sa.Column("profile", sa.Text(), nullable=False),
        sa.Column("paired_at", _INSTANT, nullable=False),
        sa.Column("seen_at", _INSTANT, nullable=True),
        sa.Column("tested_for", sa.String(32), nullable=True),
        sa.Column("removed_at", _INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_kit"),
        sa.UniqueConstraint("grant", name="uq_kit_grant"),
        sa.UniqueConstraint("fault_code", name="uq_kit_fault_code"),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name="fk_kit_room_id_room"),
    )
    op.create_index("ix_kit_room_id", "kit", ["room_id"])


def _keys() -> None:
    op.create_table(
        "kit_key",
        sa.Column("id", sa.String(16), nullable=False),
        sa.Column("kit_id", sa.String(16), nullable=False),
        sa.Column("key_hash", sa.String(64), nullable=False),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.Column("used_at", _INSTANT, nullable=True),
        sa.Column("replaced_at", _INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_kit_key"),
        sa.UniqueConstraint("key_hash", name="uq_kit_key_key_hash"),
        sa.ForeignKeyConstraint(["kit_id"], ["kit.id"], name="fk_kit_key_kit_id_kit"),
    )
    op.create_index("ix_kit_key_kit_id", "kit_key", ["kit_id"])
    op.create_table(
        "pairing",
        sa.Column("id", sa.String(16), nullable=False),
        sa.Column("secret_hash", sa.String(64), nullable=False),
        sa.Column("code", sa.String(8), nullable=True),
        sa.Column("device", sa.String(200), nullable=False),
        sa.Column("expires_at", _INSTANT, nullable=False),
        sa.Column("kit_id", sa.String(16), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_pairing"),
        sa.UniqueConstraint("secret_hash", name="uq_pairing_secret_hash"),
        sa.UniqueConstraint("code", name="uq_pairing_code"),
        sa.ForeignKeyConstraint(["kit_id"], ["kit.id"], name="fk_pairing_kit_id_kit"),
    )
    op.create_index("ix_pairing_expires_at", "pairing", ["expires_at"])
    op.create_index("ix_pairing_kit_id", "pairing", ["kit_id"])


def _history() -> None:
    op.create_table(
        "kit_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kit_id", sa.String(16), nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_kit_report"),
        sa.ForeignKeyConstraint(["kit_id"], ["kit.id"], name="fk_kit_report_kit_id_kit"),
    )
    op.create_index("ix_kit_report_kit_id", "kit_report", ["kit_id"])
    op.create_table(
        "kit_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kit_id", sa.String(16), nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("who", sa.String(200), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_kit_change"),
        sa.ForeignKeyConstraint(["kit_id"], ["kit.id"], name="fk_kit_change_kit_id_kit"),
    )
    op.create_index("ix_kit_change_kit_id", "kit_change", ["kit_id"])
