"""What stands before a replay is seen."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _replays()
    _decisions()
    _what_was_said()


def _replays() -> None:
    for column in (
        sa.Column("visibility", sa.String(8), nullable=False, server_default="centre"),
        sa.Column("link_secret", sa.String(32), nullable=False, server_default=""),
        sa.Column("published_at", _INSTANT, nullable=True),
        sa.Column("expires_at", _INSTANT, nullable=True),
        sa.Column("subtitles_exemption", sa.Text(), nullable=False, server_default=""),
        sa.Column("downloads_allowed", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("approved_edits", sa.String(64), nullable=False, server_default=""),
        sa.Column("people_listed_at", _INSTANT, nullable=True),
    ):
        op.add_column("replay", column)


def _decisions() -> None:
    _table(
        "replay_step",
        sa.Column("id", sa.Integer(), nullable=False),
        _replay(),
        sa.Column("act", sa.String(16), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        account="account_id",
    )
    _table(
        "replay_person",
        _replay(),
        sa.Column("person", sa.String(32), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("minor", sa.Boolean(), nullable=False),
        sa.Column("agreed", sa.String(8), nullable=False),
        sa.Column("how", sa.String(200), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=True),
        sa.Column("recorded_at", _INSTANT, nullable=False),
        sa.Column("withdrawn_at", _INSTANT, nullable=True),
        keys=("replay_id", "person"),
        account="recorded_by",
    )
    _table(
        "parental_signature",
        sa.Column("id", sa.Integer(), nullable=False),
        _replay(),
        sa.Column("person", sa.String(32), nullable=False),
        sa.Column("parent", sa.String(200), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=True),
        sa.Column("recorded_at", _INSTANT, nullable=False),
        account="recorded_by",
    )


def _what_was_said() -> None:
    _table(
        "replay_objection",
        sa.Column("id", sa.Integer(), nullable=False),
        _replay(),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("settled_at", _INSTANT, nullable=True),
        sa.Column("outcome", sa.Text(), nullable=False),
    )
    _table(
        "expiry_notice",
        _replay(),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("expires_at", _INSTANT, nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        keys=("replay_id", "days", "expires_at"),
    )


def _replay() -> sa.Column[str]:
    return sa.Column("replay_id", sa.String(32), nullable=False)


def _table(
    name: str, *columns: sa.Column[Any], keys: tuple[str, ...] = ("id",), account: str = ""
) -> None:
    """A table about a replay; `account` names the column that holds one."""
    parts: list[sa.Column[Any] | sa.Constraint] = [
        *columns,
        sa.PrimaryKeyConstraint(*keys, name=f"pk_{name}"),
        sa.ForeignKeyConstraint(["replay_id"], ["replay.id"], name=f"fk_{name}_replay_id_replay"),
    ]
    if account:
        parts.append(
            sa.ForeignKeyConstraint([account], ["account.id"], name=f"fk_{name}_{account}_account")
        )
    op.create_table(name, *parts)
    if keys == ("id",):
        op.create_index(f"ix_{name}_replay_id", name, ["replay_id"])
