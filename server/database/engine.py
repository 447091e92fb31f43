"""Opening the database and bringing its tables up to date."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import URL, Connection, event, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine

from server.errors import StartRefused

MIGRATIONS = Path(__file__).parent / "migrations"


class Database:
    """One database. `prepare` it before use, close it when done."""

    def __init__(self, address: str) -> None:
        """For `address` (SQLAlchemy). Raises StartRefused when its driver is not installed."""
        try:
            self._engine = create_async_engine(address)
        except ModuleNotFoundError as error:
            raise _refusal(error) from error
        if self._engine.dialect.name == "sqlite":
            event.listen(self._engine.sync_engine, "connect", _prepare_sqlite)
        self._sessions = async_sessionmaker(self._engine, expire_on_commit=False)

    @classmethod
    async def open(cls, address: str) -> Database:
        """The database of `address`, its tables up to date. Raises StartRefused."""
        database = cls(address)
        await database.prepare()
        return database

    async def prepare(self) -> None:
        """Applies what migrations are missing.

        Raises StartRefused when the database cannot be reached or written to.
        """
        try:
            await asyncio.to_thread(_probe_sqlite, self._engine.url)
            async with self._engine.begin() as connection:
                await connection.run_sync(upgrade)
        except (SQLAlchemyError, sqlite3.Error, OSError) as error:
            await self.close()
            raise _refusal(error) from error

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


def _refusal(error: Exception) -> StartRefused:
    # The first line only, and never the address: it may hold a password.
    reason = str(getattr(error, "orig", None) or error).splitlines()[0]
    return StartRefused(
        f"La base de données ne s’ouvre pas ({reason}) : vérifiez PASSERELLE_DATABASE_URL "
        "et les droits sur le dossier de données.",
        f"The database does not open ({reason}): check PASSERELLE_DATABASE_URL "
        "and the permissions of the data folder.",
    )


def upgrade(connection: Connection, revision: str = "head") -> None:
    """Applies the migrations that `connection`'s database has not seen, up to `revision`."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def _probe_sqlite(url: URL) -> None:
    """Opens the file once by hand: where aiosqlite cannot, its thread outlives the event loop and
    writes a traceback under our sentence."""
    if url.get_backend_name() == "sqlite" and url.database:
        sqlite3.connect(url.database).close()


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    # Readers do not wait for the writer, and a second process waits rather than fails.
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA busy_timeout = 5000")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()
