"""The language that an account reads; None: nobody has said."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.add_column("account", sa.Column("language", sa.String(2), nullable=True))
