"""`passerelle revoke`: a token or a link that is to open nothing any more."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime

from server.database.engine import Database
from server.errors import StartRefused, TokenRefused
from server.revocation import revoke
from server.secret_key import load_secret, prepare_data_dir
from server.settings import Settings
from server.tokens import Tokens


def revoke_token(settings: Settings, text: str) -> None:
    """Takes back the token in `text`, which may be a whole link; a resident's goes with every
    other of its session's link. Raises StartRefused when it is none of this installation's."""
    prepare_data_dir(settings.data_dir)
    token = text.strip().rpartition("#")[2]
    try:
        claims = Tokens(load_secret(settings.data_dir)).verify(token, time.time())
    except TokenRefused:
        raise StartRefused(
            "Ce jeton n’ouvre déjà rien dans cette installation.",
            "This token opens nothing in this installation as it is.",
            exit_code=2,
        ) from None
    asyncio.run(_write(settings, claims.grant or claims.jti))


async def _write(settings: Settings, id_: str) -> None:
    database = await Database.open(settings.database_address)
    try:
        async with database.transaction() as db:
            await revoke(db, id_, datetime.now(UTC))
    finally:
        await database.close()
