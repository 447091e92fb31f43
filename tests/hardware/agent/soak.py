"""A kit under faults, one after the other: ``python -m tests.hardware.agent.soak [--faults 96]``.

Eight hours with a fault every five minutes are 96 faults; here the next comes as soon as the kit
is back. Prints how long the kit took to be back after each kind of fault, and its memory.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import io
import itertools
import logging
import statistics
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from unittest import mock

import av

from hardware.agent.camera import Camera
from hardware.agent.flat_memory import keep_memory_flat
from hardware.agent.pairing_key import load_key, save_key
from hardware.agent.pairing_run import PairedKit
from hardware.errors import DeviceMissing
from hardware.profiles import CameraProfile
from tests.hardware.agent.loopback_server import LoopbackServer
from tests.hardware.agent.simulated_faults import SmallDisk, WallClock, wall_clock
from tests.hardware.agent.test_agent import PROFILE
from tests.support.waiting import until

BACK_WITHIN_S = 60.0
#: A clock that starts in the past and is put right; one that was ahead; an hour and back.
STEPS_S = (3e8, -3e8, 3600.0, -3600.0, -86_400.0, 86_400.0)
Fault = Callable[[], Awaitable[None]]


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
    """A paired kit, its key and all that it writes on a small disk, and its server."""

    def __init__(self, server: LoopbackServer, clock: WallClock, disk: SmallDisk, data: Path):
        self.server, self.clock, self.disk, self.data = server, clock, disk, data
        self.devices: dict[str, Pluggable] = {}
        self._steps = itertools.cycle(STEPS_S)

    def open_camera(self, profile: CameraProfile, *_: object) -> Camera:
        self.devices[profile.role] = Pluggable()
        return Camera(profile, self.devices[profile.role])

    async def back(self) -> None:
        """Both cameras arrive, the kit is in the room and holds a key that its server knows."""
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
        assert load_key(self.data, self.server.url) in self.server.keys

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
        port, keys = self.server.port, self.server.keys
        await self.server.stop()
        self.server.sockets.clear()
        await asyncio.sleep(1.0)
        self.server = LoopbackServer(keys=keys)
        await self.server.start(port)

    async def refused_for_a_while(self) -> None:
        self.server.whip_status = 503
        await self.uplink_cut()
        await asyncio.sleep(1.5)
        self.server.whip_status = 201

    async def clock_step(self) -> None:
        """In the middle of everything; then the connections are cut, which must still end."""
        await until(self.server.last_report_s, BACK_WITHIN_S)
        before_s = self.server.last_report_s()
        self.clock.ahead_s += next(self._steps)
        await until(lambda: self.server.last_report_s() > before_s + 2.0, BACK_WITHIN_S)
        await self.signaling_cut()

    async def disk_full(self) -> None:
        """While the key is to be changed, and everything is cut."""
        self.disk.fill()
        asked = self.server.keys_asked
        self.server.rotate = True
        await self.uplink_cut()
        await self.signaling_cut()
        await until(lambda: self.server.keys_asked > asked, BACK_WITHIN_S)
        await self.back()
        await self.self_tested_as("Go sur le boîtier")
        self.disk.free()
        known = self.server.keys[-1]
        await until(lambda: load_key(self.data, self.server.url) != known, BACK_WITHIN_S)
        self.server.rotate = False

    async def self_tested_as(self, words: str) -> None:
        await self.server.sockets[-1].send_json({"type": "selftest.run", "asked": "technician"})

        def told() -> bool:
            reports = self.server.messages_of("selftest.report")
            return any(words in one["sentence"] for each in reports for one in each["findings"])

        await until(told, BACK_WITHIN_S)

    @property
    def faults(self) -> tuple[Fault, ...]:
        return (
            self.unplugged,
            self.signaling_cut,
            self.uplink_cut,
            self.server_restart,
            self.refused_for_a_while,
            self.clock_step,
            self.disk_full,
        )


@contextlib.asynccontextmanager
async def soaking(folder: Path) -> AsyncIterator[Soak]:
    """The kit is at work when this begins, and must still be when it ends."""
    disk = SmallDisk(folder)
    (folder / "kit.toml").write_text(PROFILE, encoding="utf-8")
    try:
        with wall_clock() as clock:
            server = LoopbackServer()
            await server.start()
            save_key(folder, server.url, server.keys[-1])
            soak = Soak(server, clock, disk, folder)
            with (
                mock.patch("hardware.agent.kit.open_camera", soak.open_camera),
                contextlib.redirect_stdout(io.StringIO()),
            ):
                stop = asyncio.Event()
                kit = PairedKit(server.url, str(folder / "kit.toml"), folder)
                work = asyncio.create_task(kit.run(stop))
                await soak.back()
                yield soak
                assert not work.done()
                stop.set()
                await asyncio.wait_for(work, 15)
            await soak.server.stop()
    finally:
        disk.close()


def rss_mb() -> float:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return 0.0


async def run(faults: int, say: Callable[[str], None]) -> None:
    took: dict[str, list[float]] = defaultdict(list)
    memory: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        async with soaking(Path(folder)) as soak:
            for number, fault in zip(range(faults), itertools.cycle(soak.faults), strict=False):
                await fault()
                began_s = time.monotonic()
                await soak.back()
                took[fault.__name__].append(time.monotonic() - began_s)
                soak.server.messages.clear()
                memory.append(rss_mb())
                if number % 10 == 9:
                    say(f"{number + 1} faults, {memory[-1]:.0f} MB")
    for name, times_s in took.items():
        say(f"{name}: back after {statistics.median(times_s):.1f} s, {max(times_s):.1f} at most")
    third = max(1, len(memory) // 3)
    say(
        f"memory, agent and server together: {statistics.median(memory[:third]):.0f} MB in the"
        f" first third, {statistics.median(memory[-third:]):.0f} in the last"
    )


def main() -> None:
    keep_memory_flat()
    wanted = argparse.ArgumentParser()
    wanted.add_argument("--faults", type=int, default=96)
    logging.disable(logging.CRITICAL)
    terminal = open(1, "w", closefd=False)  # noqa: SIM115 (the kit's own words are left out)
    asyncio.run(
        run(wanted.parse_args().faults, lambda line: print(line, file=terminal, flush=True))
    )


if __name__ == "__main__":
    main()
