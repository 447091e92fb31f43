"""A kit that films a clock in three sizes, and the server's media endpoint that it publishes to."""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import av

from hardware.agent.camera import Camera
from hardware.agent.settings import AgentSettings
from hardware.agent.whip import WhipSession
from hardware.capture.framing import planes_of
from hardware.demo import clock
from server.background import running
from tests.hardware.agent.bench import SMALLER, clip, profile
from tests.hardware.agent.forwarding_server import ForwardingServer
from tests.hardware.agent.loopback_server import TOKEN
from tests.hardware.agent.virtual_devices import ClipCamera
from tests.support.waiting import until


class ClockedClip(ClipCamera):
    """The clip with the time for machines to read."""

    def read(self) -> av.VideoFrame:
        frame = super().read()
        clock.draw(*planes_of(frame), time.monotonic_ns() // 1_000_000)
        return frame


async def follow(server: ForwardingServer, session: WhipSession) -> None:
    """Tell the kit what is watched, as the room does."""
    while True:
        await asyncio.sleep(0.5)
        if server.picture is not None:
            session.watch_sizes(server.picture.wanted_rids(time.monotonic()))


@asynccontextmanager
async def filming() -> AsyncIterator[ForwardingServer]:
    """The server, for as long as the kit publishes there."""
    server, camera = ForwardingServer(), Camera(profile(*SMALLER), ClockedClip(clip()))
    await server.start()
    camera.start()
    with tempfile.TemporaryDirectory() as folder:
        settings = AgentSettings(server.url, "salle", TOKEN, Path(folder))
        async with aiohttp.ClientSession() as http:
            session = WhipSession(http, settings, camera, None)
            try:
                await until(lambda: camera.state == "live")
                await session.open("salle", "Salle")
                async with running(session.watch(), follow(server, session)):
                    yield server
            finally:
                await session.close()
                await camera.stop()
                await server.stop()
