"""A room is equipped: what its display shows, from the switch on to the workshop's code and back to
a code, on a real X server; real server, real kit, the kit's own Chromium."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import struct
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from pathlib import Path

import cv2
import numpy as np
import pytest
import pytest_asyncio
from numpy.typing import NDArray

from tests.e2e.fleet.technician import (
    PROFILE,
    kit_code,
    pair,
    serving,
    start_kit,
    technician,
)
from tests.e2e.house import stop
from tests.support import waiting

CHROMIUM, XVFB = shutil.which("chromium"), shutil.which("Xvfb")
WIDTH, HEIGHT = 1280, 720
PAPER = (0xF3, 0xF9, 0xFC)  # blue, green, red: the page's own colour
LOOK_S = 0.2

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium: make browser"),
    pytest.mark.skipif(XVFB is None, reason="no display to show a room on: install xvfb"),
]


class Display:
    """An X server without a window manager, and the picture that it would send to a television."""

    def __init__(self, number: str, folder: Path) -> None:
        self.name, self._picture = f":{number}", folder / "Xvfb_screen0"

    def picture(self) -> NDArray[np.uint8]:
        """Rows of blue, green, red, from the server's own memory (XWD file format, version 7)."""
        whole = self._picture.read_bytes()
        header, colours = struct.unpack_from(">I", whole)[0], struct.unpack_from(">I", whole, 76)[0]
        stride = struct.unpack_from(">I", whole, 48)[0]
        pixels = np.frombuffer(whole, np.uint8, stride * HEIGHT, header + 12 * colours)
        return np.ascontiguousarray(pixels.reshape(HEIGHT, stride // 4, 4)[:, :WIDTH, :3])

    def is_a_page(self) -> bool:
        """Nothing but a page of ours at the edges: no window's frame, no bar, no bubble."""
        picture = self.picture()
        edges = (picture[:20], picture[-20:], picture[:, :20], picture[:, -20:])
        return all((edge == PAPER).all() for edge in edges)

    def code_to_photograph(self) -> str:
        """What a telephone in front of it reads; empty without a QR code."""
        return str(cv2.QRCodeDetector().detectAndDecode(self.picture())[0])


@pytest_asyncio.fixture
async def display(tmp_path: Path) -> AsyncIterator[Display]:
    assert XVFB is not None
    reads, writes = os.pipe()
    size = f"{WIDTH}x{HEIGHT}x24"
    words = ("-displayfd", str(writes), "-fbdir", str(tmp_path), "-nolisten", "tcp")
    process = await asyncio.create_subprocess_exec(
        *(XVFB, *words, "-screen", "0", size), pass_fds=(writes,), stderr=asyncio.subprocess.DEVNULL
    )
    os.close(writes)
    with os.fdopen(reads) as told:
        number = (await asyncio.to_thread(told.readline)).strip()
    yield Display(number, tmp_path)
    process.terminate()
    await process.wait()


def browsers(data_dir: Path) -> Iterator[int]:
    """The browsers that this kit has opened."""
    page = (data_dir / "screen.html").as_uri().encode()
    for entry in Path("/proc").iterdir():
        with suppress(OSError):
            if entry.name.isdigit() and page in (entry / "cmdline").read_bytes().split(b"\0"):
                yield int(entry.name)


async def until(display: Display, *, shows: str) -> str:
    """The whole display is a page of ours, with a QR code that begins so (none: empty)."""
    seen = ""
    async with asyncio.timeout(45):
        while True:
            if display.is_a_page():
                seen = await asyncio.to_thread(display.code_to_photograph)
                if seen.startswith(shows) if shows else not seen:
                    return seen
            await asyncio.sleep(LOOK_S)


async def test_what_the_room_sees_while_it_is_equipped(tmp_path: Path, display: Display) -> None:
    data_dir, bin_dir = tmp_path / "kit", tmp_path / "bin"
    for folder in (data_dir, bin_dir):
        folder.mkdir()
    # As root, and in a machine without a graphics card.
    browser = bin_dir / "chromium"
    browser.write_text(f'#!/bin/sh\nexec {CHROMIUM} --no-sandbox --test-type --disable-gpu "$@"\n')
    browser.chmod(0o755)
    env = {
        "DISPLAY": display.name,
        "PATH": f"{bin_dir}:{os.environ['PATH']}",
        "WAYLAND_DISPLAY": "",
    }

    async with serving(tmp_path / "server") as house:
        kit = await start_kit(house, data_dir, env, PROFILE + "[screen]\n")
        try:
            async with technician(house) as http:
                code = await kit_code(kit, data_dir)
                await until(display, shows="")
                await pair(http, code, "guitare")
                workshop = await until(display, shows=f"{house.origin}/#")
                # It is killed, and comes back to the same.
                os.kill(next(browsers(data_dir)), signal.SIGKILL)
                await waiting.until(lambda: not display.is_a_page())
                assert await until(display, shows=f"{house.origin}/#") == workshop
                # The kit is taken back: a code again, and no door to the workshop.
                async with http.get("/api/kits") as response:
                    (paired,) = (await response.json())["kits"]
                remove = {"remove": True}
                (data_dir / "pairing.html").unlink()
                async with http.post(f"/api/kits/{paired['id']}/remove", json=remove) as response:
                    assert response.status < 300
                assert await kit_code(kit, data_dir) != code
                await until(display, shows="")
        finally:
            await stop(kit)
    assert list(browsers(data_dir)) == [], "nothing is left of it"
