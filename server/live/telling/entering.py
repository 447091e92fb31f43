"""Waiting before the door, and the session's end."""

from __future__ import annotations

from rooms.events import Ended, Waits
from server.live.audience import Audience, Tellers
from server.signaling.to_client.entering import WaitHere
from server.signaling.to_client.line import SessionOver


def _wait(audience: Audience, event: Waits, _now: float) -> None:
    seat = audience.seats[event.person]
    session = audience.session_view(audience.room.people[event.person].session)
    seat.send(
        WaitHere(reason=event.reason, session=session, person=event.person, resume=seat.resume)
    )


def _end(audience: Audience, event: Ended, _now: float) -> None:
    audience.tell_last(event.person, SessionOver(), "ended")


TELLERS: Tellers = {Waits: _wait, Ended: _end}
