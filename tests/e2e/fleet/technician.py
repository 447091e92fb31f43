"""A technician without a browser, the server and the kits as processes: for what is not about the
fleet page itself."""

from __future__ import annotations

import asyncio
import os
import re
import signal
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp

from tests.e2e.house import ROOT, House, environment, free_port, passerelle

EMAIL, PASSWORD = "karim@brel.example", "une antenne sur le toit"
PATIENCE_S = 120.0
#: Of a kit that costs the machine little.
PROFILE = """
version = 1
name = "Essai"

[[cameras]]
role = "salle"
label = "La salle"
source = { kind = "demo", scene = "salle" }
width = 320
height = 180
rate_fps = 10

[microphone]
source = { kind = "tune" }
"""
STOP_LIMIT_S = 10.0


async def start(
    house: House, data_dir: Path, *words: str, env: Mapping[str, str] | None = None
) -> asyncio.subprocess.Process:
    """A `passerelle` command of its own, which works in `data_dir`."""
    whole = environment(data_dir, house.http_port, house.media_port) | dict(env or {})
    whole.pop("PASSERELLE_TOKEN", None)
    return await asyncio.create_subprocess_exec(
        *passerelle(*words),
        env=whole,
        cwd=ROOT,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
        start_new_session=True,
    )


async def stop(process: asyncio.subprocess.Process) -> None:
    """As Ctrl-C does; whoever does not end is made to."""
    if process.returncode is not None:
        return
    os.killpg(process.pid, signal.SIGINT)
    try:
        async with asyncio.timeout(STOP_LIMIT_S):
            await process.wait()
    except TimeoutError:
        os.killpg(process.pid, signal.SIGKILL)
        await process.wait()


@asynccontextmanager
async def serving(data_dir: Path) -> AsyncIterator[House]:
    """`passerelle serve` alone, ready."""
    house = House(data_dir, free_port(), free_port(), None)  # type: ignore[arg-type]
    house.process = await start(house, data_dir, "serve")
    try:
        async with aiohttp.ClientSession() as http, asyncio.timeout(PATIENCE_S):
            while not await _is_ready(http, house):
                await asyncio.sleep(0.1)
        yield house
    finally:
        await stop(house.process)


async def _is_ready(http: aiohttp.ClientSession, house: House) -> bool:
    try:
        async with http.get(f"{house.origin}/readyz") as response:
            return response.status == 200
    except aiohttp.ClientError:
        return False


async def kit_code(data_dir: Path) -> str:
    """What somebody in the room reads on the kit's screen."""
    shown = data_dir / "pairing.html"
    async with asyncio.timeout(PATIENCE_S):
        while True:
            if found := re.search('code">([^<]+)<', shown.read_text() if shown.exists() else ""):
                return found[1]
            await asyncio.sleep(0.05)


@asynccontextmanager
async def technician(house: House) -> AsyncIterator[aiohttp.ClientSession]:
    """Signed in, as the link of a new account does it."""
    words = ("user", "add", "--email", EMAIL, "--role", "technician", "--name", "Karim")
    link = await house.command(*words)
    token = re.search(r"#([\w.~-]+)", link)
    assert token, link
    own = {"X-Passerelle": "1", "Origin": house.origin}
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(house.origin, headers=own, cookie_jar=jar) as http:
        chosen = {"token": token[1], "password": PASSWORD}
        async with http.post("/api/password/choose", json=chosen) as response:
            assert response.status < 300, await response.text()
        yield http


async def pair(http: aiohttp.ClientSession, code: str, room: str) -> None:
    """Type the code for this room."""
    asked = {"code": code, "name": ""}
    async with http.post(f"/api/rooms/{room}/kits", json=asked) as response:
        assert response.status == 201, await response.text()
