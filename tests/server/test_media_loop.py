"""The media's heartbeat."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer

from server.app import create_app
from server.media_loop import tick_forever
from server.settings import Settings

Client = TestClient[Any, Any]


class HeldClock:
    """Sleeping moves it on, nothing else does."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 100.0
        self.slept = 0
        monkeypatch.setattr("server.media_loop.asyncio.sleep", self._sleep)

    async def _sleep(self, seconds: float) -> None:
        self.slept += 1
        if self.slept > 210:
            raise asyncio.CancelledError
        self.now += seconds


async def run(clock: HeldClock, media: Callable[[float], None]) -> list[float]:
    rooms: list[float] = []
    with pytest.raises(asyncio.CancelledError):
        await tick_forever(media, rooms.append, lambda: clock.now)
    return rooms


async def test_media_every_20_ms_and_rooms_every_second(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = HeldClock(monkeypatch)
    media: list[float] = []
    rooms = await run(clock, media.append)
    assert media[:3] == pytest.approx([100.0, 100.02, 100.04])
    assert len(media) == 211
    gaps = [later - earlier for earlier, later in itertools.pairwise(rooms)]
    assert gaps == pytest.approx([1.0] * 4, abs=0.03)


async def test_a_fault_in_one_tick_does_not_end_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(now: float) -> None:
        raise RuntimeError("once more")

    assert len(await run(HeldClock(monkeypatch), fail)) == 5


async def test_time_lost_is_not_made_up_for(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = HeldClock(monkeypatch)
    media: list[float] = []

    def stall_once(now: float) -> None:
        media.append(now)
        if len(media) == 2:
            clock.now += 1.0

    await run(clock, stall_once)
    assert len({round(now, 4) for now in media}) == len(media), "no burst after a stall"


async def test_the_application_opens_its_media_and_closes_it(
    tmp_path: Path, aiohttp_client: Callable[[TestServer], Awaitable[Client]]
) -> None:
    settings = Settings(data_dir=tmp_path, media_port=0)
    app = create_app(settings)
    client = await aiohttp_client(TestServer(app))
    assert (await client.get("/readyz")).status == 200
    assert "passerelle_media_connections 0" in await (await client.get("/metrics")).text()
