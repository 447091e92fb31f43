"""What a kit reports."""

from __future__ import annotations

from collections.abc import Mapping

from rooms.errors import NotAllowed
from rooms.roles import Permission, may
from server.signaling.from_client import kit as said
from server.signaling.handling.request import Handler, Request


def _report(request: Request, message: said.KitStatus) -> None:
    if not may(request.room.people[request.by].role, Permission.REPORT):
        raise NotAllowed
    request.live.announcer.tell_kit_status(message.model_dump(mode="json", exclude={"type"}))


HANDLERS: Mapping[type, Handler] = {said.KitStatus: _report}
