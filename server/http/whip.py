"""WHIP (RFC 9725): the room's cameras and microphone, from our kit or from any encoder."""

from __future__ import annotations

from aiohttp import web

from rooms.acts.publishing import end_publication
from rooms.cameras import MAIN_ROLE
from rooms.errors import NotPossible
from rooms.roles import Permission, Role, roles_with
from server.http.access import claims_of
from server.http.sdp_exchange import Patchable, SdpExchange
from server.live.publishing import publish_room
from server.live.registry import LiveRooms
from server.live.room import LiveRoom
from server.signaling.from_client.message import MAX_NAME_LENGTH, clean_text


class Whip(SdpExchange):
    """`POST /whip/{room}?camera=<role>&label=<what people read>`."""

    def __init__(self, rooms: LiveRooms) -> None:
        super().__init__("whip", rooms, roles_with(Permission.PUBLISH_ROOM))

    def begin_session(
        self, live: LiveRoom, request: web.Request, offer_sdp: str, camera_role: str, now: float
    ) -> tuple[str, str]:
        """A publication; it takes the place of an older one of the same role."""
        if claims_of(request).role is Role.TESTER and camera_role != MAIN_ROLE:
            raise NotPossible("full")
        label = clean_text(request.query.get("label", ""))[:MAX_NAME_LENGTH] or None
        publisher = publish_room(live, offer_sdp, camera_role, label, now)
        return publisher.id, publisher.answer_sdp

    def session(self, live: LiveRoom, session_id: str) -> Patchable | None:
        """A publication of the room; never somebody's own."""
        publication = live.policy.publications.by_id.get(session_id)
        if publication is None or publication.person is not None:
            return None
        return live.media.publishers.get(session_id)

    def end_session(self, live: LiveRoom, session_id: str, now: float) -> None:
        """The camera is gone for everybody."""
        live.apply(end_publication(live.policy, session_id, "left"), now)
