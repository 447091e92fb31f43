"""The code said on the phone: what it opens, what it says when wrong, how guessing ends."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from rooms.roles import Role
from server.codes import MAX_ATTEMPTS, WINDOW_S
from server.database.models import SessionState
from server.database.sessions import set_session_state
from server.services import DATABASE, TOKENS
from tests.server.conftest import Served


async def send(served: Served, code: Any, **options: Any) -> tuple[int, dict[str, Any]]:
    async with served.client.post("/api/code", json={"code": code}, **options) as response:
        return response.status, await response.json()


async def test_a_right_code_opens_its_session_as_a_resident(served: Served) -> None:
    session = await served.session()
    status, answer = await send(
        served, f"{session.code[:3]} {session.code[3:6]} {session.code[6:]}"
    )
    assert status == 200
    path, token = answer["url"].split("#")
    assert path == f"/s/{session.id}"
    claims = served.app[TOKENS].verify(token, served.wall())
    assert (claims.room, claims.session, claims.role) == ("cuisine", session.id, Role.RESIDENT)
    assert claims.expires_s >= session.ends_at.timestamp()
    async with served.client.get(path) as response:
        assert response.status == 200


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{}",
        b"[]",
        b"null",
        b'{"code": null}',
        b'{"code": 482713906}',
        b'{"code": "111222333"}',
        b'{"code": "12"}',
        b'{"code": {"$ne": ""}}',
        b'{"code": "' + b"1" * 5000 + b'"}',
        b"[" * 200,
        b"\xff\xfe",
    ],
)
async def test_everything_else_gets_one_answer(served: Served, body: bytes) -> None:
    async with served.client.post("/api/code", data=body) as response:
        assert response.status == 404
        assert await response.json() == {"reason": "unknown"}


async def test_an_ended_session_is_unknown(served: Served) -> None:
    session = await served.session()
    async with served.app[DATABASE].transaction() as db:
        await set_session_state(db, session.id, SessionState.ENDED)
    assert await send(served, session.code) == (404, {"reason": "unknown"})


@pytest.mark.parametrize(
    ("state", "after_end", "status"),
    [
        (SessionState.CLOSED, timedelta(minutes=59), 200),
        (SessionState.CLOSED, timedelta(minutes=61), 404),
        (SessionState.OPEN, timedelta(hours=5), 200),
        (SessionState.CLOSED, timedelta(days=-2), 200),
    ],
)
async def test_until_when_a_code_opens(
    served: Served, state: SessionState, after_end: timedelta, status: int
) -> None:
    session = await served.session()
    async with served.app[DATABASE].transaction() as db:
        await set_session_state(db, session.id, state)
    served.wall.now_s = (session.ends_at + after_end).timestamp()
    got, answer = await send(served, session.code)
    assert got == status
    if status == 200:
        claims = served.app[TOKENS].verify(answer["url"].split("#")[1], served.wall())
        assert claims.expires_s - served.wall() >= 3600


async def test_guessing_ends_and_comes_back(served: Served) -> None:
    session = await served.session()
    for _ in range(MAX_ATTEMPTS):
        assert (await send(served, "111222333"))[0] == 404
    assert await send(served, session.code) == (429, {"reason": "wait"})
    served.clock.advance(WINDOW_S)
    assert (await send(served, session.code))[0] == 200


async def test_a_whole_centre_behind_one_address(served: Served) -> None:
    session = await served.session()
    for _ in range(MAX_ATTEMPTS * 2):
        assert (await send(served, session.code))[0] == 200


async def test_a_forged_forwarding_header_is_not_another_address(served: Served) -> None:
    statuses = [
        (await send(served, "111222333", headers={"X-Forwarded-For": f"203.0.113.{number}"}))[0]
        for number in range(MAX_ATTEMPTS + 1)
    ]
    assert statuses[-1] == 429
