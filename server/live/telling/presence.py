"""Whoever goes, the session, the room's cameras."""

from __future__ import annotations

from rooms.events import CameraChanged, CameraGone, PersonGone, SessionChanged
from rooms.receiving import notices
from server.live.audience import Audience, Tellers
from server.signaling.to_client.presence import (
    CameraLeft,
    CameraUpdate,
    PersonLeft,
    SessionUpdate,
)
from server.signaling.views import camera_view


def _person_gone(audience: Audience, event: PersonGone, _now: float) -> None:
    message = PersonLeft(id=event.person.id, reason=event.reason)
    for seat, viewer in audience.connected():
        if notices(audience.room, viewer.id, event.person):
            seat.send(message)


def _session(audience: Audience, event: SessionChanged, _now: float) -> None:
    view = audience.session_view(event.session.id)
    if view is None:
        return
    message = SessionUpdate(session=view)
    for seat, person in audience.connected():
        theirs = audience.session_view(person.session)
        if theirs is not None and theirs.id == view.id:
            seat.send(message)


def _camera(audience: Audience, event: CameraChanged, _now: float) -> None:
    view = camera_view(event.camera, audience.room.agent())
    audience.tell_inside(CameraUpdate(camera=view))


def _camera_gone(audience: Audience, event: CameraGone, _now: float) -> None:
    audience.tell_inside(CameraLeft(id=event.camera.id))


TELLERS: Tellers = {
    PersonGone: _person_gone,
    SessionChanged: _session,
    CameraChanged: _camera,
    CameraGone: _camera_gone,
}
