"""WHEP (draft-ietf-wish-whep): one camera and the room's sound, for players."""

from __future__ import annotations

from aiohttp import web

from rooms.errors import NotPossible
from rooms.roles import Permission, Role, roles_with
from server.http.access import claims_of
from server.http.sdp_exchange import Patchable, SdpExchange
from server.live.publishing import play
from server.live.registry import LiveRooms
from server.live.room import LiveRoom


class Whep(SdpExchange):
    """`POST /whep/{room}?camera=<role>`. It lasts as long as the camera's publication and the
    open session do; the player then asks again."""

    def __init__(self, rooms: LiveRooms) -> None:
        super().__init__("whep", rooms, roles_with(Permission.PLAY))

    def begin_session(
        self, live: LiveRoom, request: web.Request, offer_sdp: str, camera_role: str, now: float
    ) -> tuple[str, str]:
        """A player."""
        if claims_of(request).role is Role.TESTER and live.media.players:
            raise NotPossible("full")
        subscriber = play(live, offer_sdp, camera_role, now)
        return subscriber.id, subscriber.answer_sdp

    def session(self, live: LiveRoom, session_id: str) -> Patchable | None:
        """A player of the room."""
        player = live.media.players.get(session_id)
        return None if player is None else player.subscriber

    def end_session(self, live: LiveRoom, session_id: str, now: float) -> None:
        """The player is gone."""
        live.media.end_player(session_id, now)
