"""Going, and the line itself."""

from __future__ import annotations

from collections.abc import Mapping

from rooms.errors import NotPossible
from server.live.entering import leave
from server.signaling.from_client import entering as said
from server.signaling.handling.request import Handler, Request
from server.signaling.to_client.line import Pong


def _join_again(_request: Request, _message: said.Join) -> None:
    raise NotPossible("joined")


def _leave(request: Request, _message: said.Leave) -> None:
    leave(request.live, request.seat, "left", request.now)


def _ping(request: Request, _message: said.Ping) -> None:
    request.seat.send(Pong())


HANDLERS: Mapping[type, Handler] = {
    said.Join: _join_again,
    said.Leave: _leave,
    said.Ping: _ping,
}
