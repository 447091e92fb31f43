"""Still pictures of the cameras: the kit sends them, those who may look get them."""

from __future__ import annotations

from aiohttp import web

from rooms.roles import Role
from rooms.session import SessionState
from server.http.access import Route, bearer, claims_of
from server.live.registry import LiveRooms
from server.live.room import LiveRoom
from server.live.still import MAX_STILL_BYTES, Still, is_jpeg
from server.tokens import Claims


class Stills:
    """`PUT /api/stills/{role}` and `GET /api/stills/{camera id}`, of the token's room."""

    def __init__(self, rooms: LiveRooms) -> None:
        self._rooms = rooms

    def routes(self) -> list[Route]:
        """Both routes."""
        path = "/api/stills/{camera}"
        return [
            Route("PUT", path, self.put, bearer(Role.KIT)),
            Route("GET", path, self.get, bearer(Role.RESIDENT, Role.ANIMATEUR, Role.KIT)),
        ]

    async def put(self, request: web.Request) -> web.StreamResponse:
        """Keeps the latest of one of the room's cameras: 204, or 404 for a camera not there."""
        if request.content_type != "image/jpeg":
            return _refusal(415, "type")
        if (request.content_length or 0) > MAX_STILL_BYTES:
            return _refusal(413, "size")
        jpeg = await request.read()
        if len(jpeg) > MAX_STILL_BYTES:
            return _refusal(413, "size")
        if not is_jpeg(jpeg):
            return _refusal(400, "jpeg")
        live = self._rooms.find(claims_of(request).room)
        role = request.match_info["camera"]
        if live is None or role not in live.policy.publications.cameras:
            return _refusal(404, "unknown")
        live.stills[role] = Still(jpeg, self._rooms.clock())
        return web.Response(status=204)

    async def get(self, request: web.Request) -> web.StreamResponse:
        """The latest, if it is fresh and this is somebody who would see the camera itself."""
        claims = claims_of(request)
        live = self._rooms.find(claims.room)
        if live is None or not _may_look(live, claims):
            return _refusal(404, "unknown")
        cameras = live.policy.publications.cameras.values()
        wanted = request.match_info["camera"]
        still = next((live.stills.get(c.role) for c in cameras if c.id == wanted), None)
        if still is None or not still.fresh(self._rooms.clock()):
            return _refusal(404, "unknown")
        headers = {"Cache-Control": "no-store"}
        return web.Response(body=still.jpeg, content_type="image/jpeg", headers=headers)


def _may_look(live: LiveRoom, claims: Claims) -> bool:
    """Before the door there is no picture; and camera ids are told to those inside alone."""
    if not live.policy.concerns(claims.session):
        return False
    if claims.role is Role.RESIDENT:
        return live.policy.state_of(claims.session) is SessionState.OPEN
    return True


def _refusal(status: int, reason: str) -> web.Response:
    return web.json_response({"reason": reason}, status=status)
