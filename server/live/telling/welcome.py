"""Everything that somebody is told who comes in."""

from __future__ import annotations

from functools import cache
from typing import Any

from rooms.people import Presence
from rooms.receiving import takes_part
from server.live.audience import Audience
from server.live.ice_servers import RELAY_VALID_S
from server.live.telling.caring import show_care
from server.signaling.care_views import consent_view, recording_view
from server.signaling.to_client.entering import Welcome
from server.signaling.to_client.presence import KitReport
from server.signaling.topic_views import PollViews, chat_line_view, spot_view, timer_view
from server.signaling.views import PersonView, camera_view, person_view


class Welcomes:
    """Welcomes those who come in at one moment; what they all are told is put together once."""

    def __init__(self, audience: Audience, now: float) -> None:
        self._audience = audience
        self._now = now
        self._people = cache(self._people_seen)
        self._shared = cache(self._shared_state)

    def tell(self, person_id: str) -> None:
        """Tells `person_id`, who is inside, everything."""
        audience = self._audience
        room, seat = audience.room, audience.seats[person_id]
        person = room.people[person_id]
        leads, here = room.leads(person_id), takes_part(room, person)
        view = audience.session_view(person.session)
        # An animateur whose session is not the one held sees at least themself.
        people = self._people(leads) if here else (person_view(room, person, to_leader=leads),)
        seat.send(
            Welcome(
                person=person_id,
                role=person.role,
                session=view,
                people=people,
                ice_servers=audience.ice_servers(person_id, RELAY_VALID_S),
                resume=seat.resume,
                profile=None if view is None else view.profile,
                resources=() if view is None else view.resources,
                poll=PollViews(room).of(person_id) if here else None,
                consent=consent_view(room.consents.of(person_id)),
                **self._shared(here),
            )
        )
        if audience.kit_status is not None and leads and here:
            seat.send(KitReport(status=audience.kit_status))
        if here:
            show_care(audience, person_id)

    def _people_seen(self, leads: bool) -> tuple[PersonView, ...]:
        room = self._audience.room
        return tuple(
            person_view(room, person, to_leader=leads)
            for person in room.people.values()
            if not person.hidden and (leads or person.presence is not Presence.WAITING)
        )

    def _shared_state(self, here: bool) -> dict[str, Any]:
        """The fields that are the same for everybody who takes part; empty for the others."""
        room = self._audience.room
        agent = room.agent()
        cameras = room.publications.cameras.values() if here else ()
        return {
            "cameras": tuple(camera_view(camera, agent) for camera in cameras),
            "hands": room.hands.order if here else (),
            "chat": tuple(chat_line_view(line) for line in room.chat.lines) if here else (),
            "timer": timer_view(room.timer.timer, self._now) if here else None,
            "spotlight": spot_view(room.spotlight.spot) if here else None,
            "resource": room.shelf.shown if here else None,
            "locked": here and room.door.locked,
            "recording": recording_view(room) if here else None,
        }
