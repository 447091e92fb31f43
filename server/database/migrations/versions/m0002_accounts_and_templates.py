"""Accounts and their roles, sign-ins, revocation; a session's link and resources; templates."""

from __future__ import annotations

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    _accounts()
    _sign_ins()
    _give_each_session_a_link()
    op.create_table(
        "resource",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("session_id", sa.String(32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("url", sa.String(2000), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_resource"),
        sa.ForeignKeyConstraint(
            ["session_id"], ["session.id"], name="fk_resource_session_id_session"
        ),
    )
    op.create_index("ix_resource_session_id", "resource", ["session_id"])
    op.create_table(
        "activity_template",
        sa.Column("centre_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(32), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("centre_id", "key", name="pk_activity_template"),
        sa.ForeignKeyConstraint(
            ["centre_id"], ["centre.id"], name="fk_activity_template_centre_id_centre"
        ),
    )


def _accounts() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("password_hash", sa.String(200), nullable=True),
        sa.Column("disabled", sa.Boolean(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_account"),
        sa.UniqueConstraint("email", name="uq_account_email"),
    )
    op.create_table(
        "membership",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("centre_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.PrimaryKeyConstraint("account_id", "centre_id", "role", name="pk_membership"),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name="fk_membership_account_id_account"
        ),
        sa.ForeignKeyConstraint(
            ["centre_id"], ["centre.id"], name="fk_membership_centre_id_centre"
        ),
    )
    op.create_index("ix_membership_centre_id", "membership", ["centre_id"])


def _sign_ins() -> None:
    op.create_table(
        "sign_in",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("user_agent", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_sign_in"),
        sa.UniqueConstraint("token_hash", name="uq_sign_in_token_hash"),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name="fk_sign_in_account_id_account"
        ),
    )
    op.create_index("ix_sign_in_account_id", "sign_in", ["account_id"])
    op.create_table(
        "password_link",
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name="pk_password_link"),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name="fk_password_link_account_id_account"
        ),
    )
    op.create_index("ix_password_link_account_id", "password_link", ["account_id"])
    op.create_table(
        "revocation",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_revocation"),
    )
    op.create_index("ix_revocation_until", "revocation", ["until"])


def _give_each_session_a_link() -> None:
    op.add_column("session", sa.Column("link", sa.String(32), nullable=True))
    session = sa.table("session", sa.column("id", sa.String), sa.column("link", sa.String))
    connection = op.get_bind()
    for (session_id,) in connection.execute(sa.select(session.c.id)).all():
        connection.execute(
            session.update()
            .where(session.c.id == session_id)
            .values(link=secrets.token_urlsafe(16))
        )
    with op.batch_alter_table("session") as batch:
        batch.alter_column("link", existing_type=sa.String(32), nullable=False)


def downgrade() -> None:
    for table in ("activity_template", "resource", "revocation", "password_link", "sign_in"):
        op.drop_table(table)
    op.drop_table("membership")
    op.drop_table("account")
    with op.batch_alter_table("session") as batch:
        batch.drop_column("link")
