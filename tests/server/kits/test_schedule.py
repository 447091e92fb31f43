"""A quarter of an hour before a session, once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from server.database.kit_models import Kit
from server.database.models import Session, SessionState
from server.kits.schedule import due_tests

START = datetime(2026, 3, 14, 16, 30, tzinfo=UTC)


def session(name: str = "s1", room: int = 1, state: SessionState = SessionState.CLOSED) -> Session:
    return Session(id=name, room_id=room, state=state.value, starts_at=START)


def due(kit: Kit, sessions: list[Session], minutes: float) -> list[str]:
    now = START - timedelta(minutes=minutes)
    return [found.id for _, found in due_tests([kit], sessions, now)]


@pytest.mark.parametrize(
    ("minutes", "tested"),
    [(16, False), (15, True), (9, True), (2.1, True), (2, False), (0, False), (-5, False)],
)
def test_when(minutes: float, tested: bool) -> None:
    assert due(Kit(id="k", room_id=1), [session()], minutes) == (["s1"] if tested else [])


@pytest.mark.parametrize(
    ("kit", "sessions"),
    [
        (Kit(id="k", room_id=1, tested_for="s1"), [session()]),
        (Kit(id="k", room_id=2), [session()]),
        (Kit(id="k", room_id=1), [session(state=SessionState.OPEN)]),
        (Kit(id="k", room_id=1), [session(state=SessionState.ENDED)]),
        (Kit(id="k", room_id=1), []),
    ],
)
def test_not(kit: Kit, sessions: list[Session]) -> None:
    assert due(kit, sessions, 10) == []


def test_a_kit_that_was_tested_for_another_session_is_tested() -> None:
    assert due(Kit(id="k", room_id=1, tested_for="s0"), [session()], 10) == ["s1"]
