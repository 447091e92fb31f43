"""A served application with the live routes alone: real HTTP and WebSocket, stand-in media."""

from __future__ import annotations

import time
from typing import Any

from aiohttp import ClientWebSocketResponse, web
from aiohttp.test_utils import TestClient, TestServer

from rooms.roles import Role
from server.http.access import register
from server.http.session_api import SessionApi
from server.http.stills import Stills
from server.http.whep import Whep
from server.http.whip import Whip
from server.services import SETTINGS, TOKENS, WALL_CLOCK
from server.settings import Settings
from server.signaling.views import SessionView
from server.signaling.websocket import PROTOCOL, Signaling
from server.tokens import Tokens
from tests.server.live.house import House


class LiveServer(House):
    """A house with doors."""

    def __init__(self, *views: SessionView) -> None:
        super().__init__(*views)
        self.rooms.clock = lambda: self.now
        self.tokens = Tokens(b"s" * 32, self.revoked)
        app = web.Application(client_max_size=256 * 1024)
        app[SETTINGS] = Settings(public_url="https://passerelle.example.org")
        app[TOKENS] = self.tokens
        app[WALL_CLOCK] = time.time
        self.signaling = Signaling(self.rooms)
        for routes in (self.signaling, Whip(self.rooms), Whep(self.rooms)):
            register(app, routes.routes())
        register(app, Stills(self.rooms).routes())
        register(app, SessionApi(self.rooms).routes())
        self.client: TestClient[Any, Any] = TestClient(TestServer(app))

    async def start(self) -> None:
        await self.client.server.start_server(auto_decompress=False)

    async def stop(self) -> None:
        await self.client.close()

    def token(self, role: Role, session: str | None = None, room: str = "cuisine") -> str:
        return self.tokens.issue(
            room=room, role=role, session=session, wall_s=time.time(), lifetime_s=60
        )

    def bearer(
        self, role: Role, session: str | None = None, room: str = "cuisine"
    ) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token(role, session, room)}"}

    async def socket(self, **options: Any) -> ClientWebSocketResponse:
        options.setdefault("protocols", (PROTOCOL,))
        return await self.client.ws_connect("/ws", **options)

    async def joined(
        self, role: Role = Role.RESIDENT, session: str | None = "crepes", **fields: Any
    ) -> ClientWebSocketResponse:
        """A connection that has joined and not yet read anything."""
        socket = await self.socket()
        await socket.send_json({"type": "join", "token": self.token(role, session), **fields})
        return socket
