"""Firefox at home behind TCP alone: `python -m tests.bench.tcp_firefox`, as root.

It prints how long it took until a picture moved, and how long none came after a cut.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from pathlib import Path

from tests.e2e.bidi import BidiTab
from tests.e2e.closed_home import (
    MEDIA_PORT,
    ORIGIN,
    closed_home,
    open_house_to_others,
    reset_tcp,
    tcp_ports,
)
from tests.e2e.firefox import firefox
from tests.e2e.island import Island, island
from tests.e2e.people import Watcher, until

PATIENCE_S = 60.0


async def _enter(tab: BidiTab, address: str) -> None:
    await tab.goto(address)
    await until(
        lambda: tab.evaluate("id => document.querySelector(id)?.offsetWidth > 0", "#enter"),
        why="the page stays empty",
    )
    await tab.click("#name")
    await tab.type("Renard")
    await tab.click("#enter")


async def _watch(tab: BidiTab, home: Island) -> None:
    person, begun = Watcher(tab), time.monotonic()
    await until(person.moving_pictures, why="no picture by TCP", patience_s=PATIENCE_S)
    await person.hears()
    print(f"seen and heard after {time.monotonic() - begun:.1f} s", flush=True)
    assert tcp_ports(home, MEDIA_PORT), "it came another way"
    since_ms = await person.now_ms()
    reset_tcp(home, MEDIA_PORT)
    begun = time.monotonic()
    await until(person.moving_pictures, why="not back after a cut", patience_s=PATIENCE_S)
    await person.hears()
    gap_ms: float = await tab.evaluate("since => probe.longestGapMs(since)", since_ms)
    print(
        f"after a cut: back {time.monotonic() - begun:.1f} s later, longest gap in the picture "
        f"{gap_ms / 1000:.1f} s"
    )


async def _run(folder: Path) -> None:
    with island() as network, closed_home(network) as home:
        house = await open_house_to_others(network, folder / "house")
        try:
            async with firefox(folder / "profile", home) as tab:
                await _enter(tab, house.link("s", origin=ORIGIN))
                await _watch(tab, home)
        finally:
            await house.stop()


def main() -> None:
    """Everything, in a folder that is deleted afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(_run(Path(folder)))


if __name__ == "__main__":
    main()
