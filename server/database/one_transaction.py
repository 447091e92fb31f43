"""What a command does with the database of an installation: one transaction, then it is closed."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from sqlalchemy.ext.asyncio import AsyncSession

from server.database.engine import Database
from server.secret_key import prepare_data_dir
from server.settings import Settings

_T = TypeVar("_T")


def in_one_transaction(settings: Settings, work: Callable[[AsyncSession], Awaitable[_T]]) -> _T:
    """Does `work`. Raises StartRefused, `work`'s own too: then nothing of it is kept."""

    async def run() -> _T:
        database = await Database.open(settings.database_address)
        try:
            async with database.transaction() as db:
                return await work(db)
        finally:
            await database.close()

    prepare_data_dir(settings.data_dir)
    return asyncio.run(run())
