"""GET /api/session: what the page before the door says of the session."""

from __future__ import annotations

from aiohttp import web

from rooms.people import Entrant
from rooms.roles import Role
from rooms.session import SessionState
from server.http.access import Route, bearer, claims_of
from server.live.registry import LiveRooms
from server.live.room import LiveRoom
from server.signaling.views import camera_view
from server.tokens import Claims


class SessionApi:
    """The session that the token names, or the one its room holds."""

    def __init__(self, rooms: LiveRooms) -> None:
        self._rooms = rooms

    def routes(self) -> list[Route]:
        """The one route."""
        rule = bearer(Role.RESIDENT, Role.ANIMATEUR, Role.KIT)
        return [Route("GET", "/api/session", self.get, rule)]

    async def get(self, request: web.Request) -> web.StreamResponse:
        """The session, how many take part from home, and the cameras for those who may walk in."""
        claims = claims_of(request)
        live = await self._rooms.room(claims.room, claims.session)
        session = live.announcer.session_view(claims.session) if live is not None else None
        if live is None or session is None:
            return web.json_response({"reason": "unknown"}, status=404)
        people = live.policy.people.values()
        cameras = live.policy.publications.cameras.values() if _walks_in(live, claims) else ()
        agent = live.policy.agent()
        body = {
            "session": session.model_dump(mode="json"),
            "profile": None if session.profile is None else session.profile.model_dump(mode="json"),
            "people": sum(
                p.role is Role.RESIDENT and p.inside and p.session in (None, session.id)
                for p in people
            ),
            "cameras": [camera_view(camera, agent).model_dump() for camera in cameras],
        }
        return web.json_response(body, headers={"Cache-Control": "no-store"})


def _walks_in(live: LiveRoom, claims: Claims) -> bool:
    if not live.policy.concerns(claims.session):
        return False
    entrant = Entrant("", claims.role, session=claims.session)
    ended = live.policy.state_of(claims.session) is SessionState.ENDED
    return live.policy.waiting_reason(entrant) is None and not (
        ended and claims.role is Role.RESIDENT
    )
