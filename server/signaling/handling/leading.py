"""What whoever leads asks of the session and of its people."""

from __future__ import annotations

from collections.abc import Mapping

from rooms.errors import NotPossible
from rooms.events import Event
from server.signaling.from_client import leading as said
from server.signaling.handling.request import Handler, Request


def _open(request: Request, _message: said.SessionOpen) -> list[Event]:
    session = request.live.session_to_open(request.seat)
    if session is None:
        raise NotPossible("unknown")
    return request.room.open(request.by, session)


def _close(request: Request, _message: said.SessionClose) -> list[Event]:
    return request.room.close(request.by)


def _admit(request: Request, message: said.Admit) -> list[Event]:
    if message.everyone:
        return request.room.admit_everyone(request.by)
    return request.room.admit(request.by, message.person or "")


HANDLERS: Mapping[type, Handler] = {
    said.SessionOpen: _open,
    said.SessionClose: _close,
    said.Admit: _admit,
}
