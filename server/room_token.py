"""`passerelle token`: a token for a camera, an encoder or a player of one room."""

from __future__ import annotations

import asyncio
import time

from rooms.roles import Role
from server.database.engine import Database
from server.database.sessions import all_rooms
from server.errors import StartRefused
from server.secret_key import load_secret, prepare_data_dir
from server.settings import Settings
from server.tokens import Tokens


def room_token(settings: Settings, room: str, *, publishes: bool, lifetime_s: float) -> str:
    """A token for `room` (slug). Raises StartRefused when this installation has no such room."""
    prepare_data_dir(settings.data_dir)
    known = asyncio.run(_room_slugs(settings))
    if room not in known:
        rooms = ", ".join(known) or "—"
        raise StartRefused(
            f"Cette installation n’a pas de salle « {room} ». Ses salles : {rooms}.",
            f"This installation has no room “{room}”. Its rooms: {rooms}.",
            exit_code=2,
        )
    return Tokens(load_secret(settings.data_dir)).issue(
        room=room,
        role=Role.KIT if publishes else Role.VIEWER,
        wall_s=time.time(),
        lifetime_s=lifetime_s,
    )


async def _room_slugs(settings: Settings) -> list[str]:
    database = await Database.open(settings.database_address)
    try:
        async with database.transaction() as db:
            return [room.slug for room in await all_rooms(db)]
    finally:
        await database.close()
