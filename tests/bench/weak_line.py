"""A home on a narrow line, through the whole of it: ``python -m tests.bench.weak_line
[--line-kbps 300]``.

The server as it is shipped, a kit whose camera comes in two sizes (960 x 540 in 1 Mbit/s, a quarter
of it in 150 kbit/s), and two players (WHEP, aiortc), one over a relay of UDP that carries so much
and no more. What each sees, second by second.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import tempfile
from pathlib import Path

import aiohttp

from hardware.agent import AgentSettings, run_agent
from rooms.roles import Role
from tests.e2e.house import House, open_house
from tests.e2e.links import token
from tests.hardware.agent.player import Watched, watching
from tests.support.limited_relay import LimitedRelay

PROFILE = """
version = 1
name = "Deux tailles"

[[cameras]]
role = "salle"
label = "Salle"
source = { kind = "demo", scene = "salle" }
layers = [
    { rid = "f", scale_down = 1, bitrate_bps = 1_000_000 },
    { rid = "q", scale_down = 4, bitrate_bps = 150_000 },
]
"""
ROOM = "cuisine"
OPEN_BPS = 50_000_000
# Seconds of each part.
BEFORE_S, NARROW_S, AFTER_S = 6, 16, 12


async def look(seconds: int, said: str, wide: Watched, narrow: Watched) -> None:
    print(said)
    for second in range(1, seconds + 1):
        before = [len(home.heights) for home in (wide, narrow)]
        await asyncio.sleep(1)
        shown = [
            f"{len(home.heights) - count:2} of {home.height or 0} lines"
            for home, count in zip((wide, narrow), before, strict=True)
        ]
        print(f"{second:4} s   wide {shown[0]}   narrow {shown[1]}")


async def play(house: House, line_bps: int) -> None:
    url, bearer = f"{house.origin}/whep/{ROOM}", token(house, ROOM, Role.VIEWER)
    async with (
        LimitedRelay(house.media_port, OPEN_BPS) as relay,
        watching(url, bearer=bearer) as wide,
        watching(url, relay.before, bearer=bearer) as narrow,
    ):
        await look(BEFORE_S, "pictures a second, both lines open", wide, narrow)
        relay.bitrate_bps = line_bps
        await look(NARROW_S, f"one line of {line_bps / 1000:.0f} kbit/s", wide, narrow)
        relay.bitrate_bps = OPEN_BPS
        await look(AFTER_S, "it is open again", wide, narrow)


async def main() -> None:
    wanted = argparse.ArgumentParser()
    wanted.add_argument("--line-kbps", type=int, default=300)
    line_bps = 1000 * wanted.parse_args().line_kbps
    os.environ["KIT"] = "none"
    with tempfile.TemporaryDirectory() as folder:
        house = await open_house(Path(folder) / "var")
        profile, stop = Path(folder) / "kit.toml", asyncio.Event()
        profile.write_text(PROFILE, encoding="utf-8")
        bearer = token(house, ROOM, Role.KIT)
        settings = AgentSettings(house.origin, ROOM, bearer, Path(folder), str(profile))
        kit = asyncio.create_task(run_agent(settings, stop))
        try:
            await camera_there(house, bearer)
            await play(house, line_bps)
        finally:
            stop.set()
            await asyncio.wait([kit])
            await house.stop()


async def camera_there(house: House, bearer: str) -> None:
    """Until the room has the kit's camera."""
    headers = {"Authorization": f"Bearer {bearer}"}
    async with asyncio.timeout(60), aiohttp.ClientSession(headers=headers) as http:
        while True:
            async with http.get(f"{house.origin}/api/session") as response:
                if any(camera["live"] for camera in (await response.json())["cameras"]):
                    return
            await asyncio.sleep(0.2)


if __name__ == "__main__":
    asyncio.run(main())
