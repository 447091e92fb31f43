"""Two homes watch one camera, one of them over a narrow line:
``python -m tests.hardware.agent.weak_line [--line-kbps 500]``.

The camera is 1280 x 720 in three sizes (1.5 Mbit/s, 400 and 150 kbit/s); the server's media
endpoint, the kit and both homes are in this process, the line is a relay of UDP that keeps a
third of a second waiting at most. A clock in the picture tells how old it is when it has been
decoded.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import time

import cv2

from tests.hardware.agent.bench import RATE_FPS, SMALLER
from tests.hardware.agent.filming import filming
from tests.hardware.agent.forwarding_server import ForwardingServer
from tests.hardware.agent.player import Watched, watching
from tests.support.limited_relay import LimitedRelay

OPEN_BPS = 50_000_000


async def shown(home: Watched, height: int) -> float:
    """Wait until the last second's pictures have this height; the seconds that took."""
    began_s = time.monotonic()
    async with asyncio.timeout(90):
        while home.heights[-RATE_FPS:] != [height] * RATE_FPS:
            await asyncio.sleep(0.1)
    return time.monotonic() - began_s


async def told(name: str, **homes: Watched) -> None:
    """What each home sees during five seconds, and how old it is."""
    taken = {which: len(home.delays_ms) for which, home in homes.items()}
    await asyncio.sleep(5)
    print(name)
    for which, home in homes.items():
        delays_ms = sorted(home.delays_ms[taken[which] :])
        late_ms = delays_ms[int(0.95 * len(delays_ms))]
        print(
            f"  {which}: {home.height} lines, camera to screen"
            f" {statistics.median(delays_ms):.0f} ms (95 %: {late_ms} ms)"
        )


async def play(server: ForwardingServer, line_bps: int) -> None:
    url = f"{server.url}/whep/salle"
    async with (
        LimitedRelay(server.media_port, OPEN_BPS) as relay,
        watching(url) as wide,
        watching(url, relay.before) as narrow,
    ):
        took_s = await shown(narrow, 720)
        await told(f"both lines open: 720 lines after {took_s:.1f} s", wide=wide, narrow=narrow)
        relay.bitrate_bps = line_bps
        height = 360 if line_bps > 1.1 * SMALLER[0].bitrate_bps else 180
        took_s = await shown(narrow, height)
        line = f"one line of {line_bps / 1000:.0f} kbit/s"
        await told(f"{line}: {height} lines after {took_s:.1f} s", wide=wide, narrow=narrow)
        relay.bitrate_bps = OPEN_BPS
        took_s = await shown(narrow, 720)
        await told(f"it is open again: 720 lines after {took_s:.1f} s", wide=wide, narrow=narrow)


async def main() -> None:
    wanted = argparse.ArgumentParser()
    wanted.add_argument("--line-kbps", type=int, default=500)
    line_bps = 1000 * wanted.parse_args().line_kbps
    cv2.setNumThreads(1)
    async with filming() as server:
        await play(server, line_bps)


if __name__ == "__main__":
    asyncio.run(main())
