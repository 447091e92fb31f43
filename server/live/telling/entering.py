"""Coming in, waiting, and the session's end."""

from __future__ import annotations

from rooms.events import Ended, Waits
from rooms.receiving import notices, takes_part
from server.live.audience import Audience, Tellers
from server.signaling.to_client.entering import WaitHere, Welcome
from server.signaling.to_client.line import SessionOver
from server.signaling.to_client.presence import KitReport
from server.signaling.views import camera_view, person_view


def welcome(audience: Audience, person_id: str, _now: float) -> None:
    """Tells `person_id`, who is inside, everything."""
    room, seat = audience.room, audience.seats[person_id]
    person = room.people[person_id]
    leads = room.leads(person_id)
    others = [p for p in room.people.values() if not p.hidden and notices(room, person_id, p)]
    cameras = room.publications.cameras.values() if takes_part(room, person) else ()
    seat.send(
        Welcome(
            person=person_id,
            role=person.role,
            session=audience.session_view(person.session),
            # An animateur whose session is not the one held sees at least themself.
            people=tuple(person_view(room, p, to_leader=leads) for p in others or [person]),
            cameras=tuple(camera_view(camera, room.agent()) for camera in cameras),
            ice_servers=audience.ice_servers,
            resume=seat.resume,
        )
    )
    if audience.kit_status is not None and leads:
        seat.send(KitReport(status=audience.kit_status))


def _wait(audience: Audience, event: Waits, _now: float) -> None:
    seat = audience.seats[event.person]
    session = audience.session_view(audience.room.people[event.person].session)
    seat.send(
        WaitHere(reason=event.reason, session=session, person=event.person, resume=seat.resume)
    )


def _end(audience: Audience, event: Ended, _now: float) -> None:
    audience.tell_last(event.person, SessionOver(), "ended")


TELLERS: Tellers = {Waits: _wait, Ended: _end}
