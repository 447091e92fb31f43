"""Opening the database and bringing its tables up to date."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, event, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import (
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
    create_async_engine,
)

from server.errors import StartRefused

MIGRATIONS = Path(__file__).parent / "migrations"


class Database:
    """One database, its tables up to date. Close it when done."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._sessions = async_sessionmaker(engine, expire_on_commit=False)

    @classmethod
    async def open(cls, address: str) -> Database:
        """Opens `address` (SQLAlchemy) and applies what migrations are missing.

        Raises StartRefused when it cannot be reached or written to.
        """
        engine: AsyncEngine | None = None
        try:
            engine = create_async_engine(address)
            if engine.dialect.name == "sqlite":
                event.listen(engine.sync_engine, "connect", _prepare_sqlite)
            async with engine.begin() as connection:
                await connection.run_sync(upgrade)
        except (SQLAlchemyError, OSError, ModuleNotFoundError) as error:
            if engine is not None:
                await engine.dispose()
            # The first line only, and never the address: it may hold a password.
            reason = str(getattr(error, "orig", None) or error).splitlines()[0]
            raise StartRefused(
                f"La base de données ne s’ouvre pas ({reason}) : vérifiez PASSERELLE_DATABASE_URL "
                "et les droits sur le dossier de données.",
                f"The database does not open ({reason}): check PASSERELLE_DATABASE_URL "
                "and the permissions of the data folder.",
            ) from error
        return cls(engine)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        """Work that is kept whole when the block ends, and not at all when it raises."""
        async with self._sessions.begin() as session:
            yield session

    async def ping(self) -> None:
        """Raises SQLAlchemyError or OSError when the database does not answer."""
        async with self._engine.connect() as connection:
            await connection.execute(text("SELECT 1"))

    async def close(self) -> None:
        """Ends every connection."""
        await self._engine.dispose()


def upgrade(connection: Connection) -> None:
    """Applies the migrations that `connection`'s database has not seen."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    # Readers do not wait for the writer, and a second process waits rather than fails.
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA busy_timeout = 5000")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()
