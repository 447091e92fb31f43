"""How long a technician waits for a self-test: `python -m tests.bench.self_test [kits]`.

A real server and real kit processes (two drawn cameras, a tune for a microphone), paired by their
codes over HTTP as the fleet page does it; from the request that the button sends to the report that
the page reads."""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import aiohttp

from tests.e2e.fleet.technician import kit_code, pair, serving, start_kit, technician
from tests.e2e.house import stop
from tests.support.kit_profile import kit_profile

PROFILE = kit_profile(width=640, salle="salle", mains="mains")
ROOMS = ("guitare", "couture", "cuisine")
PATIENCE_S = 120.0


async def main(kits: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        async with serving(Path(folder)) as house, technician(house) as http:
            started = []
            try:
                for number in range(kits):
                    data_dir = Path(folder) / f"kit-{number}"
                    data_dir.mkdir()
                    started.append(await start_kit(house, data_dir, profile=PROFILE))
                    code = await kit_code(started[-1], data_dir)
                    await pair(http, code, ROOMS[number % len(ROOMS)])
                await measure(http)
            finally:
                await asyncio.gather(*map(stop, started))


async def measure(http: aiohttp.ClientSession) -> None:
    begun = time.monotonic()
    kits = await until(http, lambda kits: all(kit["state"] == "untested" for kit in kits))
    print(f"{len(kits)} kits: all there {time.monotonic() - begun:.1f} s after the last code")
    await asyncio.sleep(5)
    begun = time.monotonic()
    for kit in kits:
        async with http.post(f"/api/kits/{kit['id']}/self-test") as response:
            assert response.status < 300, await response.text()
    done: dict[str, float] = {}

    def note(kits: list[Any]) -> bool:
        for kit in kits:
            if kit["tested_at"]:
                done.setdefault(kit["id"], time.monotonic() - begun)
        return len(done) == len(kits)

    await until(http, note)
    print(f"asked to reported: {min(done.values()):.1f} to {max(done.values()):.1f} s (aim: <= 30)")


async def until(http: aiohttp.ClientSession, good: Any) -> list[Any]:
    async with asyncio.timeout(PATIENCE_S):
        while True:
            async with http.get("/api/kits") as response:
                kits: list[Any] = (await response.json())["kits"]
            if good(kits):
                return kits
            await asyncio.sleep(0.2)


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1))
