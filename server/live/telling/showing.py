"""Timer, poll, spotlight, resources: to everybody inside, each poll as its viewer may see it."""

from __future__ import annotations

from rooms.ballot import PollChanged
from rooms.receiving import takes_part
from rooms.shelf import ResourceShown, SessionAmended
from rooms.spotlight import SpotlightChanged
from rooms.timer import TimerChanged
from server.live.audience import Audience, Tellers
from server.signaling.to_client.showing import (
    PollUpdate,
    ProfileUpdate,
    ResourcesUpdate,
    ResourceUpdate,
    SpotlightUpdate,
    TimerUpdate,
)
from server.signaling.topic_views import PollViews, spot_view, timer_view


def _timer(audience: Audience, _event: TimerChanged, now: float) -> None:
    audience.tell_inside(TimerUpdate(timer=timer_view(audience.room.timer.timer, now)))


def _poll(audience: Audience, event: PollChanged, _now: float) -> None:
    views = PollViews(audience.room)
    if event.voter is not None:
        audience.tell(event.voter, PollUpdate(poll=views.of(event.voter)))
        return
    for seat, person in audience.connected():
        if takes_part(audience.room, person):
            seat.send(PollUpdate(poll=views.of(person.id)))


def _spotlight(audience: Audience, _event: SpotlightChanged, _now: float) -> None:
    spot = spot_view(audience.room.spotlight.spot)
    audience.tell_inside(SpotlightUpdate(spotlight=spot))


def _resource(audience: Audience, _event: ResourceShown, _now: float) -> None:
    audience.tell_inside(ResourceUpdate(shown=audience.room.shelf.shown))


def _amended(audience: Audience, _event: SessionAmended, _now: float) -> None:
    view = audience.session_view(None)
    if view is not None:
        audience.tell_inside(ResourcesUpdate(resources=view.resources))
        audience.tell_inside(ProfileUpdate(profile=view.profile))


TELLERS: Tellers = {
    TimerChanged: _timer,
    PollChanged: _poll,
    SpotlightChanged: _spotlight,
    ResourceShown: _resource,
    SessionAmended: _amended,
}
