"""What a camera costs the kit: ``python -m tests.hardware.agent.bench [--seconds 15]``.

One camera of 1280 x 720 at 25 pictures a second and 1.5 Mbit/s, alone and with smaller sizes
beside it, published to the server's media endpoint in a process of its own; the cost is the
processor time of this process, which is the agent alone.
"""

from __future__ import annotations

import argparse
import asyncio
import multiprocessing
import tempfile
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path

import aiohttp
import cv2
import numpy as np

from hardware.agent.camera import Camera
from hardware.agent.settings import AgentSettings
from hardware.agent.whip import WhipSession
from hardware.capture.h264 import H264Encoder
from hardware.profiles import CameraProfile
from hardware.profiles.camera_schema import SimulcastLayer
from hardware.profiles.schema import DemoPicture
from tests.hardware.agent.forwarding_server import ForwardingServer
from tests.hardware.agent.loopback_server import TOKEN
from tests.hardware.agent.virtual_devices import ClipCamera, H264Camera

WIDTH, HEIGHT, RATE_FPS, BITRATE_BPS = 1280, 720, 25, 1_500_000


def clip() -> list[np.ndarray]:
    """Two seconds of a room where somebody moves, with a sensor's noise."""
    random = np.random.default_rng(2)
    wall = cv2.GaussianBlur(random.normal(120, 60, (HEIGHT, WIDTH)), (0, 0), 9)
    wall = np.clip(120 + 4 * (wall - 120), 20, 230)
    frames = []
    for index in range(2 * RATE_FPS):
        picture = wall + random.normal(0, 2, wall.shape)
        centre = (400 + int(60 * np.sin(index / 8)), 420)
        cv2.ellipse(picture, centre, (110, 260), 0, 0, 360, 90.0, -1)
        frames.append(np.clip(picture, 0, 255).astype(np.uint8))
    return frames


SMALLER = (
    SimulcastLayer(rid="h", scale_down=2, bitrate_bps=400_000),
    SimulcastLayer(rid="q", scale_down=4, bitrate_bps=150_000),
)


def profile(*smaller: SimulcastLayer) -> CameraProfile:
    largest = SimulcastLayer(rid="f", scale_down=1, bitrate_bps=BITRATE_BPS)
    return CameraProfile(
        role="salle",
        label="Salle",
        source=DemoPicture(kind="demo", scene="salle"),
        width=WIDTH,
        height=HEIGHT,
        rate_fps=RATE_FPS,
        bitrate_bps=BITRATE_BPS,
        layers=(largest, *smaller) if smaller else (),
    )


def h264_of(frames: list[np.ndarray]) -> list[bytes]:
    encoder = H264Encoder(WIDTH, HEIGHT, RATE_FPS, BITRATE_BPS, codec="libx264")
    source = ClipCamera(frames, rate_fps=10_000)
    units = [encoder.encode(source.read(), k * 3600, k == 0) for k in range(len(frames))]
    return [unit.content for unit in units if unit]


def serve(pipe: Connection) -> None:
    async def run() -> None:
        server = ForwardingServer()
        await server.start()
        pipe.send(server.url)
        await asyncio.to_thread(pipe.recv)
        pipe.send(server.packets)
        await server.stop()

    asyncio.run(run())


async def cost(
    url: str, make: Callable[[], Camera], seconds: float, watched: list[str] | None
) -> tuple[float, float]:
    """(share of a core, Mbit/s sent)."""
    with tempfile.TemporaryDirectory() as folder:
        settings = AgentSettings(url, "cuisine", TOKEN, Path(folder))
        camera = make()
        camera.start()
        while camera.state != "live":
            await asyncio.sleep(0.01)
        async with aiohttp.ClientSession() as http:
            session = WhipSession(http, settings, camera, None)
            await session.open("salle", "Salle")
            session.watch_sizes(watched)
            watch = asyncio.create_task(session.watch())
            await asyncio.sleep(3)
            began_s, spent_s = time.monotonic(), time.process_time()
            await asyncio.sleep(seconds)
            spent_s, took_s = time.process_time() - spent_s, time.monotonic() - began_s
            sent_bps = session.line.sent_bps
            watch.cancel()
            await session.close()
        await camera.stop()
        return spent_s / took_s, sent_bps / 1e6


def measured(
    name: str, make: Callable[[], Camera], seconds: float, watched: list[str] | None = None
) -> float:
    here, there = multiprocessing.Pipe()
    server = multiprocessing.get_context("spawn").Process(target=serve, args=(there,))
    server.start()
    share, sent = asyncio.run(cost(here.recv(), make, seconds, watched))
    here.send("end")
    packets = here.recv()
    server.join()
    print(f"{name}: {100 * share:.1f} % of a core, {sent:.2f} Mbit/s, {packets} packets arrived")
    return share


def main() -> None:
    wanted = argparse.ArgumentParser()
    wanted.add_argument("--seconds", type=float, default=15.0)
    seconds = wanted.parse_args().seconds
    cv2.setNumThreads(1)
    frames = clip()
    units = h264_of(frames)

    def own(*smaller: SimulcastLayer) -> Callable[[], Camera]:
        return lambda: Camera(profile(*smaller), H264Camera(units))

    def vp8(*smaller: SimulcastLayer) -> Callable[[], Camera]:
        return lambda: Camera(profile(*smaller), ClipCamera(frames))

    measured("the camera's own H.264", own(), seconds)
    measured("  and 180p beside it", own(SMALLER[1]), seconds)
    measured("  and 180p, which nobody watches", own(SMALLER[1]), seconds, ["f"])
    one = measured("VP8 in software, 720p", vp8(), seconds)
    three = measured("  720p, 360p and 180p", vp8(*SMALLER), seconds)
    measured("  of these, 720p is watched", vp8(*SMALLER), seconds, ["f"])
    measured("  of these, 180p is watched", vp8(*SMALLER), seconds, ["q"])
    print(f"three sizes cost {three / one:.2f} times what one does")


if __name__ == "__main__":
    main()
