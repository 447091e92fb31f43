"""Which kits are to test themselves now: a quarter of an hour before a session of their room."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from server.database.kit_models import Kit
from server.database.models import Session, SessionState

BEFORE = timedelta(minutes=15)
#: The test makes noise: people are coming in by now.
TOO_LATE = timedelta(minutes=2)


def due_tests(
    kits: Iterable[Kit], sessions: Iterable[Session], now: datetime
) -> Iterator[tuple[Kit, Session]]:
    """Each kit whose room's next session begins soon and which was not tested for it."""
    soon: dict[int, Session] = {}
    for session in sorted(sessions, key=lambda one: one.starts_at):
        if session.state == SessionState.CLOSED and is_time(session.starts_at, now):
            soon.setdefault(session.room_id, session)
    for kit in kits:
        session_of_room = soon.get(kit.room_id)
        if session_of_room is not None and kit.tested_for != session_of_room.id:
            yield kit, session_of_room


def is_time(starts_at: datetime, now: datetime) -> bool:
    """Whether a session that begins at `starts_at` is to be tested for at `now`."""
    return starts_at - BEFORE <= now < starts_at - TOO_LATE
