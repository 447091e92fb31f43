"""What recording survives and what it costs, with a real server: see docs/bench.md.

`python -m tests.bench.recording kills --count 50` · `python -m tests.bench.recording cost`
"""

from __future__ import annotations

import argparse
import asyncio
import signal
import tempfile
from pathlib import Path
from statistics import mean

from tests.server.recording.real_server import Camera, RealServer
from tests.server.recording.test_real_server import MAX_LOST_S, check_kills

#: Seven packets more per picture: about 2 Mb/s for each camera.
BULK = bytes(1100)
WARM_UP_S = 5.0
BAR = 0.05


async def kills(data_dir: Path, count: int) -> bool:
    """Kills a server that records again and again; whether each cost two seconds at most."""
    lost = await check_kills(data_dir, count)
    print(f"{count} kills: {len(lost)} files, all play; lost at most {max(lost):.2f} s,", end=" ")
    print(f"{mean(lost):.2f} s on average (bar: {MAX_LOST_S} s)")
    return max(lost) <= MAX_LOST_S


async def cost(data_dir: Path, seconds: float) -> bool:
    """Two cameras of 2 Mb/s and a microphone, not recorded and then recorded."""
    server = RealServer(data_dir)
    await server.start()
    first, second = Camera("salle"), Camera("mains", ("video",))
    for camera in (first, second):
        camera.bulk = BULK
        await server.publish(camera)
    leader = await server.lead()
    await asyncio.sleep(WARM_UP_S)
    before = await _share(server, seconds)
    await leader.say("recording.start")
    await leader.say("recording.room", agree=True)
    await asyncio.sleep(WARM_UP_S)
    during = await _share(server, seconds)
    leader.forget()
    state = await leader.hear("recording.state")
    await server.end(signal.SIGTERM)
    tracks = len(state["tracks"])
    rate = state["bytes"] * 8 / state["seconds"] / 1e6
    print(f"{tracks} tracks, {rate:.1f} Mb/s written, readable: {state['readable']}")
    print(f"server: {before:.1%} of a core without, {during:.1%} with the recording:", end=" ")
    print(f"it costs {during - before:.1%} (bar: {BAR:.0%})")
    return during - before <= BAR


async def _share(server: RealServer, seconds: float) -> float:
    """Of a core, children that have ended included (they decode what was written)."""
    before = server.cpu_s()
    await asyncio.sleep(seconds)
    return (server.cpu_s() - before) / seconds


def main() -> int:
    """Exit code 1 when a bar is missed."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.recording")
    parser.add_argument("what", choices=("kills", "cost"))
    parser.add_argument("--count", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60.0)
    words = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if words.what == "kills":
            return 0 if asyncio.run(kills(Path(folder), words.count)) else 1
        return 0 if asyncio.run(cost(Path(folder), words.seconds)) else 1


if __name__ == "__main__":
    raise SystemExit(main())
