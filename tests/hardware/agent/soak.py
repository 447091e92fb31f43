"""A kit under faults, one after the other: ``python -m tests.hardware.agent.soak [--faults 96]``.

Eight hours with a fault every five minutes are 96 faults; here the next comes as soon as the kit
is back. Prints how long the kit took to be back after each kind of fault, and its memory.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import logging
import statistics
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable
from pathlib import Path
from unittest import mock

import av

from hardware.agent.camera import Camera
from hardware.errors import DeviceMissing
from hardware.profiles import CameraProfile
from tests.hardware.agent.loopback_server import LoopbackServer
from tests.hardware.agent.test_agent import PROFILE, Running, until

BACK_WITHIN_S = 60.0


class Pluggable:
    """Grey pictures while it is plugged in."""

    def __init__(self) -> None:
        self.plugged = threading.Event()
        self.plugged.set()

    def open(self, stopping: threading.Event) -> None:
        self._check()

    def read(self) -> av.VideoFrame:
        time.sleep(0.1)
        self._check()
        return av.VideoFrame(320, 180, "yuv420p")

    def close(self) -> None:
        pass

    def _check(self) -> None:
        if not self.plugged.is_set():
            raise DeviceMissing("Débranchée.", "Unplugged.")


class Soak:
    def __init__(self, server: LoopbackServer) -> None:
        self.server = server
        self.devices: dict[str, Pluggable] = {}

    def open_camera(self, profile: CameraProfile, *_: object) -> Camera:
        self.devices[profile.role] = Pluggable()
        return Camera(profile, self.devices[profile.role])

    async def back(self) -> None:
        """Both cameras arrive, and the kit is in the room."""
        before = {path: each.pictures for path, each in self.server.published.items()}
        joins = len(self.server.messages_of("kit.status"))

        def here() -> bool:
            roles = {
                each.role
                for path, each in self.server.published.items()
                if each.pictures > before.get(path, 0) + 3
            }
            return len(roles) == 2 and len(self.server.messages_of("kit.status")) > joins

        await until(here, BACK_WITHIN_S)

    async def unplugged(self) -> None:
        device = self.devices["salle"]
        device.plugged.clear()
        await asyncio.sleep(1.0)
        device.plugged.set()

    async def signaling_cut(self) -> None:
        await self.server.sockets[-1].close()

    async def uplink_cut(self) -> None:
        for path, session in list(self.server.published.items()):
            await session.connection.close()
            self.server.published.pop(path, None)

    async def server_restart(self) -> None:
        port = self.server.port
        await self.server.stop()
        self.server.sockets.clear()
        await asyncio.sleep(1.0)
        self.server = LoopbackServer()
        await self.server.start(port)

    async def refused_for_a_while(self) -> None:
        self.server.whip_status = 503
        await self.uplink_cut()
        await asyncio.sleep(1.5)
        self.server.whip_status = 201


def rss_mb() -> float:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return 0.0


async def run(faults: int) -> None:
    server = LoopbackServer()
    await server.start()
    soak = Soak(server)
    took: dict[str, list[float]] = defaultdict(list)
    memory: list[float] = []
    kinds: list[Callable[[], Awaitable[None]]] = [
        soak.unplugged,
        soak.signaling_cut,
        soak.uplink_cut,
        soak.server_restart,
        soak.refused_for_a_while,
    ]
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "kit.toml").write_text(PROFILE, encoding="utf-8")
        with mock.patch("hardware.agent.kit.open_camera", soak.open_camera):
            async with Running(server, Path(folder)) as kit:
                await soak.back()
                for number, fault in zip(range(faults), itertools.cycle(kinds), strict=False):
                    await fault()
                    began_s = time.monotonic()
                    await soak.back()
                    took[fault.__name__].append(time.monotonic() - began_s)
                    soak.server.messages.clear()
                    memory.append(rss_mb())
                    if number % 10 == 9:
                        print(f"{number + 1} faults, {memory[-1]:.0f} MB", flush=True)
                    assert not kit.task.done()
    await soak.server.stop()
    for name, times_s in took.items():
        print(f"{name}: back after {statistics.median(times_s):.1f} s, {max(times_s):.1f} at most")
    third = max(1, len(memory) // 3)
    print(
        f"memory, agent and server together: {statistics.median(memory[:third]):.0f} MB in the"
        f" first third, {statistics.median(memory[-third:]):.0f} in the last"
    )


def main() -> None:
    wanted = argparse.ArgumentParser()
    wanted.add_argument("--faults", type=int, default=96)
    logging.disable(logging.CRITICAL)
    asyncio.run(run(wanted.parse_args().faults))


if __name__ == "__main__":
    main()
