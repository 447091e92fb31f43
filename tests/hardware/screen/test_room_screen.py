"""The room's screen with a real Chromium, without a display: opened, killed, hung, refused."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from functools import partial
from pathlib import Path

import pytest
from aiohttp import web

from hardware.screen import process, room_screen
from hardware.screen.browser import Browser
from hardware.screen.room_screen import PAGE_NAME, PID_NAME, RoomScreen
from tests.support import waiting

until = partial(waiting.until, limit_s=60.0)

CHROMIUM = shutil.which("chromium")
# As root, and in a machine without a graphics card.
HEADLESS = ("--headless=new", "--no-sandbox", "--disable-gpu")
PAGE = """<!doctype html><title>Salle</title><script>
document.documentElement.dataset.state = "%s";
fetch("/seen", { method: "POST", body: location.hash });
</script>"""

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium: make browser"),
]


class Room:
    """The server's side: what was opened, and what the page says of itself."""

    def __init__(self) -> None:
        self.seen: list[str] = []
        self.state = "live"
        self.port = 0

    def address(self, token: str) -> str:
        return f"http://127.0.0.1:{self.port}/salle#{token}"

    async def page(self, _request: web.Request) -> web.Response:
        return web.Response(text=PAGE % self.state, content_type="text/html")

    async def note(self, request: web.Request) -> web.Response:
        self.seen.append((await request.text()).removeprefix("#"))
        return web.Response()


@asynccontextmanager
async def served(room: Room) -> AsyncIterator[None]:
    app = web.Application()
    app.add_routes([web.get("/salle", room.page), web.post("/seen", room.note)])
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", room.port)
    await site.start()
    room.port = runner.addresses[0][1]
    try:
        yield
    finally:
        await runner.cleanup()


@pytest.fixture
async def room() -> AsyncIterator[Room]:
    room = Room()
    async with served(room):
        yield room


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "LOOK_S", 0.1)
    monkeypatch.setattr(room_screen, "FIRST_S", 0.05)


@asynccontextmanager
async def screen(data_dir: Path) -> AsyncIterator[RoomScreen]:
    assert CHROMIUM is not None
    shown = RoomScreen(data_dir, Browser("chromium", CHROMIUM, HEADLESS))
    task = asyncio.create_task(shown.run())
    try:
        yield shown
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
    assert browsers(data_dir) == [], "nothing is left of it"


def browsers(data_dir: Path) -> list[int]:
    """The processes that show this kit's page."""
    page = (data_dir / PAGE_NAME).as_uri().encode()
    found = []
    for entry in Path("/proc").iterdir():
        with suppress(OSError):
            if entry.name.isdigit() and page in (entry / "cmdline").read_bytes().split(b"\0"):
                found.append(int(entry.name))
    return found


async def test_it_is_opened_once_and_comes_back_whatever_befalls_it(
    tmp_path: Path, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with screen(tmp_path) as shown:
        shown.show("salle", room.address("one"))
        await until(lambda: room.seen == ["one"])
        (pid,) = browsers(tmp_path)
        assert (tmp_path / PAGE_NAME).stat().st_mode & 0o777 == 0o600
        assert b"#one" not in Path(f"/proc/{pid}/cmdline").read_bytes(), "the token is not told"
        # A newer token changes nothing of what is open.
        shown.show("salle", room.address("two"))

        os.kill(pid, signal.SIGKILL)
        await until(lambda: room.seen == ["one", "two"])
        (again,) = browsers(tmp_path)
        assert again != pid

        # It hangs: nothing tells, but that it does not answer.
        with monkeypatch.context() as less_patient:
            less_patient.setattr(process, "ANSWER_S", 0.3)
            os.kill(again, signal.SIGSTOP)
            await until(lambda: again not in browsers(tmp_path))
        await until(lambda: room.seen == ["one", "two", "two"])
        assert len(browsers(tmp_path)) == 1

        # Something else is to be seen: at once.
        shown.show("couture", room.address("three"))
        await until(lambda: room.seen[-1] == "three")
        assert len(browsers(tmp_path)) == 1


async def test_a_page_that_is_refused_or_was_not_there_is_opened_again_in_its_place(
    tmp_path: Path, room: Room
) -> None:
    room.state = "refused"
    async with screen(tmp_path) as shown:
        shown.show("salle", room.address("old"))
        await until(lambda: room.seen == ["old"])
        (pid,) = browsers(tmp_path)
        await asyncio.sleep(0.5)
        assert room.seen == ["old"], "there is no other address to try"
        room.state = "live"
        shown.show("salle", room.address("fresh"))
        await until(lambda: room.seen == ["old", "fresh"])
        assert browsers(tmp_path) == [pid]


async def test_a_server_that_comes_later_is_found(tmp_path: Path) -> None:
    room = Room()
    async with served(room):
        pass
    async with screen(tmp_path) as shown:
        shown.show("salle", room.address("one"))
        await until(lambda: browsers(tmp_path))
        async with served(room):
            await until(lambda: "one" in room.seen)


KIT = """
import asyncio, sys
from pathlib import Path
from hardware.screen.browser import Browser
from hardware.screen.room_screen import RoomScreen

async def main():
    shown = RoomScreen(Path(sys.argv[1]), Browser("chromium", sys.argv[3], tuple(sys.argv[4:])))
    shown.show("salle", sys.argv[2])
    await shown.run()

asyncio.run(main())
"""


async def test_it_ends_with_the_kit_however_that_ends(tmp_path: Path, room: Room) -> None:
    assert CHROMIUM is not None
    words = [sys.executable, "-c", KIT, str(tmp_path), room.address("one"), CHROMIUM, *HEADLESS]
    kit = subprocess.Popen(words)
    try:
        await until(lambda: room.seen == ["one"])
        assert len(browsers(tmp_path)) == 1
    finally:
        kit.kill()
        kit.wait()
    await until(lambda: browsers(tmp_path) == [])
    assert (tmp_path / PID_NAME).exists(), "it had no time to tidy up"
    async with screen(tmp_path) as shown:
        shown.show("salle", room.address("two"))
        await until(lambda: room.seen == ["one", "two"])
