"""What whoever leads shows to everybody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rooms.acts import showing
from rooms.events import Event
from rooms.spotlight import Spot
from server.signaling.from_client import showing as said
from server.signaling.handling.request import Handler, Request


def _start_timer(request: Request, message: said.StartTimer) -> Sequence[Event]:
    return showing.start_timer(
        request.room,
        request.by,
        message.seconds,
        message.label,
        request.now,
        request.wall_s,
    )


def _stop_timer(request: Request, _message: said.StopTimer) -> Sequence[Event]:
    return showing.stop_timer(request.room, request.by)


def _put_in_front(request: Request, message: said.PutInFront) -> Sequence[Event]:
    empty = message.camera is None and message.person is None
    spot = None if empty else Spot(message.camera, message.person)
    return showing.put_in_front(request.room, request.by, spot)


def _show_resource(request: Request, message: said.ShowResource) -> Sequence[Event]:
    return showing.show_resource(request.room, request.by, message.id)


HANDLERS: Mapping[type, Handler] = {
    said.StartTimer: _start_timer,
    said.StopTimer: _stop_timer,
    said.PutInFront: _put_in_front,
    said.ShowResource: _show_resource,
}
