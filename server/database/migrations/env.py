"""Run by Alembic: applies the migrations over the connection that the server hands it."""

from __future__ import annotations

from alembic import context

# Every module of tables is imported, so that the metadata is whole.
import server.database.account_models
import server.database.care_models
import server.database.kit_models
import server.database.kit_release_models
import server.database.poll_models
import server.database.publishing_models
import server.database.replay_models  # noqa: F401
from server.database.models import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    # SQLite cannot alter a table in place.
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
