"""GET /ws: who may open a live connection, and how many may be open without having joined."""

from __future__ import annotations

from aiohttp import web

from rooms.roles import Permission, roles_with
from server.http.access import Route, check, joined
from server.http.origin import origin_is_ours
from server.live.registry import LiveRooms
from server.services import TOKENS, WALL_CLOCK
from server.signaling.client_messages import MAX_MESSAGE_BYTES
from server.signaling.close_codes import CLOSE_CODES
from server.signaling.connection import HEARTBEAT_S, Connection
from server.signaling.to_client.line import Refused

PROTOCOL = "passerelle.v1"
MAX_UNJOINED = 128
_ROLES = roles_with(Permission.ENTER)


class Signaling:
    """The route of the live connections."""

    def __init__(self, rooms: LiveRooms) -> None:
        self._rooms = rooms
        self._unjoined: set[Connection] = set()

    def routes(self) -> list[Route]:
        """The one route."""
        return [Route("GET", "/ws", self.connect, joined(*_ROLES))]

    def close(self, reason: str) -> None:
        """Ends the connections that have not joined; those in a room are the room's to end."""
        for connection in self._unjoined:
            connection.close(reason)

    async def connect(self, request: web.Request) -> web.StreamResponse:
        """Serves one WebSocket until it closes."""
        if not origin_is_ours(request):
            return web.json_response({"reason": "origin"}, status=403)
        if len(self._unjoined) >= MAX_UNJOINED:
            headers = {"Retry-After": "2"}
            return web.json_response({"reason": "busy"}, status=503, headers=headers)
        # Without compression a message is never larger than what was received for it.
        socket = web.WebSocketResponse(
            protocols=(PROTOCOL,),
            max_msg_size=MAX_MESSAGE_BYTES,
            compress=False,
            heartbeat=HEARTBEAT_S,
        )
        await socket.prepare(request)
        if socket.ws_protocol != PROTOCOL:
            await socket.send_str(Refused(reason="version").as_json())
            await socket.close(code=CLOSE_CODES["version"], message=b"version")
            return socket
        tokens, wall_clock = request.app[TOKENS], request.app[WALL_CLOCK]
        connection = Connection(
            socket, self._rooms, lambda token: check(token, tokens, wall_clock(), _ROLES)
        )
        self._unjoined.add(connection)
        try:
            await connection.run(on_joined=lambda: self._unjoined.discard(connection))
        finally:
            self._unjoined.discard(connection)
        return socket
