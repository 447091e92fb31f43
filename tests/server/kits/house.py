"""Kits for tests: in the database, or connected as an agent is."""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import dataclass, field
from typing import Any

from aiohttp import ClientWebSocketResponse

from rooms.roles import Role
from server.database.kit_models import Kit
from server.database.sessions import room_by_slug
from server.kits.keys import new_grant
from server.services import DATABASE, TOKENS, wall_time
from server.signaling.websocket import PROTOCOL
from tests.server.conftest import Served


async def add_kit(served: Served, room: str = "cuisine", **fields: Any) -> str:
    """A kit of `room`; its id."""
    now = wall_time(served.app)
    async with served.app[DATABASE].transaction() as db:
        found = await room_by_slug(db, room)
        kit = Kit(
            id=secrets.token_urlsafe(9),
            room=found,
            name=fields.pop("name", f"Boîtier {room}"),
            grant=new_grant(),
            fault_code=secrets.token_urlsafe(9),
            profile=fields.pop("profile", ""),
            paired_at=now,
            **fields,
        )
        db.add(kit)
        await db.flush()
        return kit.id


@dataclass
class Agent:
    """A kit's agent at the other end of its connection, without pictures or sound. It listens all
    the time, as a kit does: the server gives up whoever leaves its pings unanswered."""

    socket: ClientWebSocketResponse
    token: str
    heard: list[dict[str, Any]] = field(default_factory=list)
    _inbox: asyncio.Queue[dict[str, Any]] = field(default_factory=asyncio.Queue)

    def __post_init__(self) -> None:
        self._listening = asyncio.create_task(self._listen())

    async def _listen(self) -> None:
        async for message in self.socket:
            self._inbox.put_nowait(message.json())

    async def status(self) -> None:
        """Says how it is, and waits until the server has heard it."""
        cameras = [{"role": "salle", "state": "live"}]
        microphone = {"state": "live", "level_dbov": -31.5}
        await self.say({"type": "kit.status", "cameras": cameras, "microphone": microphone})

    async def say(self, message: dict[str, Any]) -> None:
        await self.socket.send_json(message)
        await self.socket.send_json({"type": "ping"})
        await self.until("pong")

    async def until(self, kind: str) -> dict[str, Any]:
        """The next message of this type."""
        async with asyncio.timeout(10):
            while True:
                message = await self._inbox.get()
                if message["type"] == kind:
                    return message
                self.heard.append(message)

    async def ended(self) -> None:
        """Returns when the server has closed the connection."""
        await self._listening


async def connect(served: Served, kit_id: str) -> Agent:
    """The kit joins its room and says how it is."""
    async with served.app[DATABASE].transaction() as db:
        kit = await db.get_one(Kit, kit_id)
    token = served.app[TOKENS].issue(
        room=kit.room.slug, role=Role.KIT, wall_s=served.wall(), lifetime_s=900, grant=kit.grant
    )
    socket = await served.client.ws_connect("/ws", protocols=(PROTOCOL,))
    await socket.send_json({"type": "join", "token": token, "name": "Salle", "device": "agent"})
    agent = Agent(socket, token)
    await agent.until("welcome")
    await agent.status()
    return agent
