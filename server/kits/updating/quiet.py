"""When a kit may be updated: never during a session, nor shortly before one. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from server.database.models import Session, SessionState

BEFORE = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Quiet:
    """How a room is at one instant. `near`: when the session begins that is too close, or that may
    be opened any minute; `until`: when the next one gets too close (None: none is planned)."""

    in_session: bool = False
    near: datetime | None = None
    until: datetime | None = None

    def __bool__(self) -> bool:
        return not self.in_session and self.near is None

    def seconds(self, now: datetime) -> float | None:
        """For how long it stays quiet; None: nothing is planned."""
        if not self:
            return 0.0
        return None if self.until is None else max(0.0, (self.until - now).total_seconds())


def quiet(sessions: Iterable[Session], in_session: bool, now: datetime) -> Quiet:
    """Of the room that `sessions` are held in, at `now`."""
    coming = [
        session.starts_at
        for session in sessions
        if session.state == SessionState.CLOSED and session.ends_at > now
    ]
    begins = min(coming, default=None)
    if begins is None:
        return Quiet(in_session)
    if begins - BEFORE <= now:
        return Quiet(in_session, near=begins)
    return Quiet(in_session, until=begins - BEFORE)
