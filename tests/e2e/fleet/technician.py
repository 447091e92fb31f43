"""A technician without a browser, the server and the kits as processes: for what is not about the
fleet page itself."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp

from tests.e2e.house import ROOT, House, environment, free_port, passerelle, stop
from tests.support.kit_profile import kit_profile

EMAIL, PASSWORD = "karim@brel.example", "une antenne sur le toit"
PATIENCE_S = 120.0
#: Of a kit that costs the machine little.
PROFILE = kit_profile(salle="La salle")


async def start(env: Mapping[str, str], *words: str) -> asyncio.subprocess.Process:
    """A `passerelle` command of its own."""
    return await asyncio.create_subprocess_exec(
        *passerelle(*words),
        env={name: value for name, value in env.items() if name != "PASSERELLE_TOKEN"},
        cwd=ROOT,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
        start_new_session=True,
    )


async def start_kit(
    house: House, data_dir: Path, env: Mapping[str, str] | None = None, profile: str = PROFILE
) -> asyncio.subprocess.Process:
    """A kit that was never paired, which works in `data_dir`."""
    file = data_dir / "essai.toml"
    file.write_text(profile, encoding="utf-8")
    whole = environment(data_dir, house.http_port, house.media_port) | dict(env or {})
    return await start(whole, "kit", "--url", house.origin, "--profile", str(file))


@asynccontextmanager
async def serving(data_dir: Path) -> AsyncIterator[House]:
    """`passerelle serve` alone, ready."""
    ports = free_port(), free_port()
    process = await start(environment(data_dir, *ports), "serve")
    house = House(data_dir, *ports, process)
    try:
        async with aiohttp.ClientSession() as http, asyncio.timeout(PATIENCE_S):
            while not await _is_ready(http, house):
                await asyncio.sleep(0.1)
        yield house
    finally:
        await stop(process)


async def _is_ready(http: aiohttp.ClientSession, house: House) -> bool:
    try:
        async with http.get(f"{house.origin}/readyz") as response:
            return response.status == 200
    except aiohttp.ClientError:
        return False


async def kit_code(kit: asyncio.subprocess.Process, data_dir: Path) -> str:
    """What somebody in the room reads on the kit's screen."""
    shown = data_dir / "pairing.html"
    async with asyncio.timeout(PATIENCE_S):
        while True:
            if found := re.search('code">([^<]+)<', shown.read_text() if shown.exists() else ""):
                return found[1]
            assert kit.returncode is None, "the kit has ended"
            await asyncio.sleep(0.05)


async def link_of_new_account(house: House) -> str:
    """Where the technician chooses a password."""
    words = ("user", "add", "--email", EMAIL, "--role", "technician", "--name", "Karim")
    said = await house.command(*words)
    link = re.search(r"https?://\S+", said)
    assert link, said
    return link.group()


@asynccontextmanager
async def technician(house: House) -> AsyncIterator[aiohttp.ClientSession]:
    """Signed in, as the link of a new account does it."""
    token = (await link_of_new_account(house)).partition("#")[2]
    own = {"X-Passerelle": "1", "Origin": house.origin}
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(house.origin, headers=own, cookie_jar=jar) as http:
        chosen = {"token": token, "password": PASSWORD}
        async with http.post("/api/password/choose", json=chosen) as response:
            assert response.status < 300, await response.text()
        yield http


async def pair(http: aiohttp.ClientSession, code: str, room: str) -> None:
    """Type the code for this room."""
    asked = {"code": code, "name": ""}
    async with http.post(f"/api/rooms/{room}/kits", json=asked) as response:
        assert response.status == 201, await response.text()
