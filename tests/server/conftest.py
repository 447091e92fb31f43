"""An application of its own for each test, with clocks that the test holds."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from ipaddress import IPv4Address
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient

from rooms.roles import Role
from server.database.models import Session
from server.database.sessions import current_session
from server.services import DATABASE, TOKENS
from server.settings import Settings
from tests.server.application import running_application

START = datetime(2026, 3, 14, 14, 20, tzinfo=UTC)


class HeldClock:
    """Seconds that pass only when the test says so."""

    def __init__(self, start_s: float) -> None:
        self.now_s = start_s

    def __call__(self) -> float:
        return self.now_s

    def advance(self, seconds: float) -> None:
        self.now_s += seconds


@dataclass
class Served:
    """A running application, its client, its clocks."""

    app: web.Application
    client: TestClient[web.Request, web.Application]
    wall: HeldClock
    clock: HeldClock

    def token(
        self,
        role: Role,
        room: str = "cuisine",
        session: str | None = None,
        lifetime_s: float = 3600.0,
    ) -> str:
        return self.app[TOKENS].issue(
            room=room, role=role, session=session, wall_s=self.wall(), lifetime_s=lifetime_s
        )

    async def session(self, room: str = "cuisine") -> Session:
        async with self.app[DATABASE].transaction() as db:
            found = await current_session(db, room, datetime.fromtimestamp(self.wall(), UTC))
        assert found is not None
        return found


def settings_for(data_dir: Path, **changes: object) -> Settings:
    defaults: dict[str, object] = {
        "data_dir": data_dir,
        "http_port": 0,
        "media_port": 0,
        "media_host": [IPv4Address("127.0.0.1")],
    }
    return Settings.model_validate(defaults | changes)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_for(tmp_path / "var")


@pytest.fixture
async def served(settings: Settings) -> AsyncIterator[Served]:
    wall, clock = HeldClock(START.timestamp()), HeldClock(1000.0)
    async with running_application(settings, wall_clock=wall, clock=clock) as (app, client):
        yield Served(app, client, wall, clock)
