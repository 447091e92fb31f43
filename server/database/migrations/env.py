"""Run by Alembic: applies the migrations over the connection that the server hands it."""

from __future__ import annotations

from alembic import context

from server.database.models import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    # SQLite cannot alter a table in place.
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
