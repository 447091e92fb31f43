"""The line itself: answers, refusals, last words."""

from __future__ import annotations

from typing import Literal

from server.signaling.to_client.message import ServerMessage


class Refused(ServerMessage):
    """Not in; the connection closes."""

    type: Literal["refused"] = "refused"
    reason: str


class Removed(ServerMessage):
    """Out, for `reason`; the connection closes. `by` is the name of who did it, if anybody."""

    type: Literal["removed"] = "removed"
    reason: str
    by: str | None = None


class SessionOver(ServerMessage):
    """The session has ended for everybody; the connection closes."""

    type: Literal["ended"] = "ended"


class Pong(ServerMessage):
    type: Literal["pong"] = "pong"


class Failure(ServerMessage):
    """A message that could not be followed; the connection goes on."""

    type: Literal["error"] = "error"
    reason: str
    about: str | None
