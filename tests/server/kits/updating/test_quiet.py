"""Never during a session, nor within half an hour before one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from server.database.models import Session, SessionState
from server.kits.updating.quiet import Quiet, quiet

NOON = datetime(2026, 3, 14, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def session(starts_in: float, lasts: float = 60, state: str = SessionState.CLOSED) -> Session:
    starts_at = NOON + starts_in * MINUTE
    return Session(starts_at=starts_at, ends_at=starts_at + lasts * MINUTE, state=state)


@pytest.mark.parametrize(
    ("sessions", "in_session", "expected"),
    [
        ([], False, Quiet()),
        ([], True, Quiet(in_session=True)),
        ([session(31)], False, Quiet(until=NOON + MINUTE)),
        ([session(30)], False, Quiet(near=NOON + 30 * MINUTE)),
        ([session(200), session(5)], False, Quiet(near=NOON + 5 * MINUTE)),
        # Late: it may be opened any minute.
        ([session(-20)], False, Quiet(near=NOON - 20 * MINUTE)),
        ([session(-90)], False, Quiet()),
        ([session(-20, state=SessionState.ENDED)], False, Quiet()),
        ([session(120), session(45)], False, Quiet(until=NOON + 15 * MINUTE)),
    ],
)
def test_quiet(sessions: list[Session], in_session: bool, expected: Quiet) -> None:
    found = quiet(sessions, in_session, NOON)
    assert found == expected
    assert bool(found) is (not in_session and found.near is None)


@pytest.mark.parametrize(
    ("room", "seconds"),
    [
        (Quiet(), None),
        (Quiet(until=NOON + 15 * MINUTE), 900.0),
        (Quiet(near=NOON), 0.0),
        (Quiet(in_session=True), 0.0),
    ],
)
def test_for_how_long(room: Quiet, seconds: float | None) -> None:
    assert room.seconds(NOON) == seconds
