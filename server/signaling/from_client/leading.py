"""What whoever leads a session says of the session and of its people."""

from __future__ import annotations

from typing import Literal

from server.signaling.from_client.message import Id, Message


class SessionOpen(Message):
    """Opens the session."""

    type: Literal["session.open"]


class SessionClose(Message):
    """Ends the session."""

    type: Literal["session.close"]


class Admit(Message):
    """Lets in one person, or everybody."""

    type: Literal["admit"]
    person: Id | None = None
    everyone: bool = False


LeadingMessage = SessionOpen | SessionClose | Admit
