"""The real server and its real demo kit, as `passerelle demo` starts them, on free ports."""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import re
import signal
import socket
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# A house does not outlive the run that started it, even one that was killed (prctl(2): 1 is
# PR_SET_PDEATHSIG).
START = """
import ctypes, signal
ctypes.CDLL(None).prctl(1, signal.SIGINT)
from server.cli import main
main()
"""
START_LIMIT_S = 90.0
STOP_LIMIT_S = 10.0
ADDRESS = re.compile(r"https?://[^\s#]+/(s|animer|salle)/[^\s#]+#[\w.~-]+")


@dataclass(slots=True)
class House:
    """A running demo. `addresses` by page: "s" (take part), "animer" (lead), "salle" (equip)."""

    data_dir: Path
    http_port: int
    media_port: int
    process: asyncio.subprocess.Process
    addresses: dict[str, str] = field(default_factory=dict)
    output: list[str] = field(default_factory=list)
    started_in_s: float = 0.0

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.http_port}"

    @property
    def take_part(self) -> str:
        return self.addresses["s"]

    @property
    def lead(self) -> str:
        return self.addresses["animer"]

    @property
    def room(self) -> str:
        return self.addresses["salle"]

    def link(self, page: str, *, origin: str) -> str:
        """The address of a page as seen from another origin (a proxy, for example)."""
        return re.sub(r"^https?://[^/]+", origin, self.addresses[page])

    async def command(self, *words: str) -> str:
        """The output of a `passerelle` command in this house's installation."""
        process = await asyncio.create_subprocess_exec(
            *passerelle(*words),
            env=environment(self.data_dir, self.http_port, self.media_port),
            cwd=ROOT,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        async with asyncio.timeout(30):
            out, err = await process.communicate()
        assert process.returncode == 0, err.decode()
        return out.decode().strip()

    async def stop(self, *, how: signal.Signals = signal.SIGINT) -> float:
        """End it as Ctrl-C in a terminal does, which reaches the kit too; the seconds that took."""
        begun = time.monotonic()
        await stop(self.process, how)
        return time.monotonic() - begun


async def open_house(
    data_dir: Path,
    *,
    http_port: int = 0,
    media_port: int = 0,
    prefix: Sequence[str] = (),
    media_host: str = "127.0.0.1",
) -> House:
    """Start the demo and wait until it has printed its three addresses.

    `prefix` stands before the command, to run it in another network.
    """
    http_port = http_port or free_port()
    media_port = media_port or free_port()
    process = await asyncio.create_subprocess_exec(
        *prefix,
        *passerelle("demo"),
        env=environment(data_dir, http_port, media_port, media_host),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        start_new_session=True,
        limit=1 << 20,
    )
    house = House(data_dir, http_port, media_port, process)
    begun = time.monotonic()
    collector = asyncio.create_task(_collect(house))
    while len(house.addresses) < 3:
        if process.returncode is not None or time.monotonic() - begun > START_LIMIT_S:
            collector.cancel()
            await house.stop(how=signal.SIGKILL)
            raise AssertionError("the demo did not start:\n" + "\n".join(house.output[-60:]))
        await asyncio.sleep(0.05)
    house.started_in_s = time.monotonic() - begun
    return house


async def _collect(house: House) -> None:
    assert house.process.stdout is not None
    async for raw in house.process.stdout:
        line = raw.decode("utf-8", "replace").rstrip("\n")
        house.output.append(line)
        for found in ADDRESS.finditer(line):
            house.addresses.setdefault(found.group(1), found.group())


async def stop(process: asyncio.subprocess.Process, how: signal.Signals = signal.SIGINT) -> None:
    """End it and what it has begun; whoever does not end is made to."""
    if process.returncode is not None:
        return
    os.killpg(process.pid, how)
    try:
        async with asyncio.timeout(STOP_LIMIT_S):
            await process.wait()
    except TimeoutError:
        os.killpg(process.pid, signal.SIGKILL)
        await process.wait()


def passerelle(*words: str) -> list[str]:
    """The command line, whether or not the package is installed in this environment."""
    return [sys.executable, "-c", START, *words]


def environment(
    data_dir: Path, http_port: int, media_port: int, media_host: str = "127.0.0.1"
) -> dict[str, str]:
    """Nothing of a test is reachable from elsewhere, or reaches elsewhere."""
    return {
        **os.environ,
        "PYTHONUNBUFFERED": "1",
        "PASSERELLE_DATA_DIR": str(data_dir),
        "PASSERELLE_HTTP_HOST": "127.0.0.1",
        "PASSERELLE_HTTP_PORT": str(http_port),
        "PASSERELLE_MEDIA_HOST": media_host,
        "PASSERELLE_MEDIA_PORT": str(media_port),
        "PASSERELLE_PUBLIC_URL": f"http://127.0.0.1:{http_port}",
        "PASSERELLE_PUBLIC_ADDRESSES": media_host,
    }


def free_port() -> int:
    """One that is free for UDP and for TCP, and that the system gives to nobody by itself: those
    begin at 32768.
    """
    while True:
        port = random.randrange(10_000, 32_000)
        with (
            socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp,
            socket.socket(socket.AF_INET, socket.SOCK_STREAM) as tcp,
            contextlib.suppress(OSError),
        ):
            udp.bind(("127.0.0.1", port))
            tcp.bind(("127.0.0.1", port))
            return port
