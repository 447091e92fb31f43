"""The ledger of consents, which nothing changes; attendance sheets, and how long they are kept."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _ledger()
    _attendance()


def _ledger() -> None:
    op.create_table(
        "consent_text",
        sa.Column("version", sa.String(16), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("version", "language", name="pk_consent_text"),
    )
    op.create_table(
        "consent_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.String(32), nullable=False),
        sa.Column("person", sa.String(32), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("minor", sa.Boolean(), nullable=False),
        sa.Column("adult", sa.String(200), nullable=False),
        sa.Column("parent", sa.String(200), nullable=False),
        sa.Column("answer", sa.String(8), nullable=False),
        sa.Column("text_version", sa.String(16), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_consent_entry"),
        sa.ForeignKeyConstraint(
            ["session_id"], ["session.id"], name="fk_consent_entry_session_id_session"
        ),
    )
    op.create_index("ix_consent_entry_session_id", "consent_entry", ["session_id"])
    for statement in _REFUSE_CHANGES[op.get_bind().dialect.name]:
        op.execute(statement)


#: A line once written stays as it is, whichever program holds the connection.
_REFUSE_CHANGES = {
    "sqlite": (
        "CREATE TRIGGER consent_entry_stays BEFORE UPDATE ON consent_entry "
        "BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END",
    ),
    "postgresql": (
        "CREATE FUNCTION consent_entry_stays() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the ledger is append-only'; END $$",
        "CREATE TRIGGER consent_entry_stays BEFORE UPDATE ON consent_entry "
        "FOR EACH ROW EXECUTE FUNCTION consent_entry_stays()",
    ),
}


def _attendance() -> None:
    op.create_table(
        "attendance_sheet",
        sa.Column("session_id", sa.String(32), nullable=False),
        sa.Column("in_room", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("session_id", name="pk_attendance_sheet"),
        sa.ForeignKeyConstraint(
            ["session_id"], ["session.id"], name="fk_attendance_sheet_session_id_session"
        ),
    )
    op.create_table(
        "attendance_line",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("session_id", sa.String(32), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("place", sa.String(8), nullable=False),
        sa.Column("origin", sa.String(8), nullable=False),
        sa.Column("arrived_at", _INSTANT, nullable=False),
        sa.Column("left_at", _INSTANT, nullable=True),
        sa.Column("present", sa.Boolean(), nullable=False),
        sa.Column("corrected", sa.Boolean(), nullable=False),
        sa.Column("given", sa.String(200), nullable=False),
        sa.Column("person", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_attendance_line"),
        sa.ForeignKeyConstraint(
            ["session_id"], ["session.id"], name="fk_attendance_line_session_id_session"
        ),
    )
    op.create_index("ix_attendance_line_session_id", "attendance_line", ["session_id"])
    # Funders ask about the year before; two years are enough where the centre says nothing.
    op.add_column(
        "centre",
        sa.Column("attendance_days", sa.Integer(), nullable=False, server_default="730"),
    )
