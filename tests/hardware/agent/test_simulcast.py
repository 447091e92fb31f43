"""One camera in several sizes through the server's own media endpoint, on real UDP."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import av
import cv2
import numpy as np
import pytest

from hardware.agent.camera import Camera
from hardware.agent.settings import AgentSettings
from hardware.agent.trial_call import ClockPicture
from hardware.agent.whip import WhipSession
from hardware.capture.framing import planes_of
from hardware.capture.source import PictureSource
from hardware.demo import clock
from hardware.profiles import CameraProfile
from hardware.profiles.camera_schema import SimulcastLayer
from hardware.profiles.schema import DemoPicture
from media.control.subscriber import LAYER_SILENT_S
from tests.hardware.agent.forwarding_server import ForwardingServer
from tests.hardware.agent.loopback_server import TOKEN, LoopbackServer
from tests.hardware.agent.player import watching
from tests.hardware.agent.test_agent import until
from tests.support.limited_relay import LimitedRelay

PROFILE = CameraProfile(
    role="salle",
    label="Salle",
    source=DemoPicture(kind="demo", scene="salle"),
    width=320,
    height=180,
    rate_fps=15,
    layers=(
        SimulcastLayer(rid="h", scale_down=1, bitrate_bps=300_000),
        SimulcastLayer(rid="l", scale_down=2, bitrate_bps=100_000),
    ),
)


class Busy(ClockPicture):
    """The clock before something that moves, so that every size takes all of its bits."""

    def __init__(self) -> None:
        super().__init__()
        self._random = np.random.default_rng(1)

    def read(self) -> av.VideoFrame:
        frame = super().read()
        luma = planes_of(frame)[0]
        rows = clock.stripe_top(frame.height)
        spots = self._random.integers(90, 160, (12, 20), np.uint8)
        luma[:rows] = cv2.resize(spots, (frame.width, rows))
        return frame


@pytest.fixture
async def server() -> AsyncIterator[ForwardingServer]:
    server = ForwardingServer()
    await server.start()
    yield server
    await server.stop()


@asynccontextmanager
async def publishing(
    server: ForwardingServer | LoopbackServer, source: PictureSource, folder: Path
) -> AsyncIterator[WhipSession]:
    camera = Camera(PROFILE, source)
    camera.start()
    settings = AgentSettings(server.url, "cuisine", TOKEN, folder)
    async with aiohttp.ClientSession() as http:
        session = WhipSession(http, settings, camera, None)
        watch: asyncio.Task[None] | None = None
        try:
            await until(lambda: camera.state == "live")
            await session.open("salle", "Salle")
            watch = asyncio.create_task(session.watch())
            yield session
        finally:
            if watch:
                watch.cancel()
            await session.close()
            await camera.stop()


def known_rids(server: ForwardingServer) -> Callable[[], bool]:
    return lambda: bool(server.picture and len(server.picture.layers) == 2)


def is_silent(server: ForwardingServer, source_id: int) -> bool:
    arrival = server.plane.source_arrival(source_id)
    return arrival is not None and time.monotonic() > arrival + LAYER_SILENT_S


async def test_each_size_is_a_layer_of_its_own(server: ForwardingServer, tmp_path: Path) -> None:
    async with publishing(server, ClockPicture(), tmp_path):
        await until(known_rids(server))
        assert server.picture is not None
        assert server.picture.rids == ("l", "h")
        async with watching(f"{server.url}/whep/cuisine") as watched:
            await until(lambda: watched.height == 180)


async def test_a_home_with_a_narrow_line_gets_the_smaller_size_and_the_other_the_larger(
    server: ForwardingServer, tmp_path: Path
) -> None:
    url = f"{server.url}/whep/cuisine"
    async with (
        publishing(server, Busy(), tmp_path),
        LimitedRelay(server.media_port, 10_000_000) as relay,
    ):
        await until(known_rids(server))
        async with watching(url) as wide, watching(url, relay.before) as narrow:
            await until(lambda: (wide.height, narrow.height) == (180, 180))
            # The larger takes 300 kbit/s, the smaller 100.
            relay.bitrate_bps = 200_000
            await until(
                lambda: narrow.heights[-10:] == [90] * 10 and wide.heights[-10:] == [180] * 10
            )
            assert min(wide.delays_ms) < 200


async def test_a_size_that_nobody_watches_is_not_sent_until_somebody_does(
    server: ForwardingServer, tmp_path: Path
) -> None:
    async with publishing(server, ClockPicture(), tmp_path) as session:
        await until(known_rids(server))
        assert server.picture is not None
        session.watch_sizes(["l"])
        large = next(layer for layer in server.picture.layers if layer.rid == "h")
        await until(lambda: is_silent(server, large.source_id))
        async with watching(f"{server.url}/whep/cuisine") as watched:
            await until(lambda: watched.height == 90)
            assert server.picture.wanted_rids(time.monotonic()) == ("h",)
            session.watch_sizes(["h"])
            await until(lambda: watched.height == 180)


async def test_a_key_picture_is_made_of_the_size_that_it_is_asked_of(
    server: ForwardingServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(Camera, "request_keyframe", lambda self, rid: asked.append(rid))
    async with publishing(server, ClockPicture(), tmp_path):
        await until(known_rids(server))
        assert server.publisher and server.picture
        asked.clear()
        small = next(layer for layer in server.picture.layers if layer.rid == "l")
        server.publisher.keyframe_wanted(small.source_id, time.monotonic())
        await until(lambda: asked)
        assert set(asked) == {"l"}


async def test_a_server_without_simulcast_gets_the_largest_alone(tmp_path: Path) -> None:
    server = LoopbackServer()
    await server.start()
    try:
        async with publishing(server, ClockPicture(), tmp_path) as session:
            (received,) = server.published.values()
            await until(lambda: received.pictures > 20)
            assert received.sizes == {(320, 180)}
            assert session.watched_bps == 300_000
    finally:
        await server.stop()
