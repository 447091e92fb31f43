"""Cameras, encoders and players that are not ours, over WHIP and WHEP (RFC 9725)."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from rooms.roles import Role
from tests.e2e.clients import ffmpeg
from tests.e2e.clients.aiortc_client import Received, playing, publishing
from tests.e2e.house import ROOT, House
from tests.e2e.links import token
from tests.e2e.people import until

pytestmark = [pytest.mark.independent, pytest.mark.asyncio(loop_scope="session")]

CLIENTS = Path(__file__).with_name("clients")
SYSTEM_PYTHON = Path("/usr/bin/python3")
ENOUGH_FRAMES = 30
# Longer than the server's patience with clients that fell silent: these are not silent, though
# GStreamer sends no more checks once it is connected.
LONG_ENOUGH_S = "20"


class Doors:
    """The WHIP and WHEP addresses of the demo's kitchen, with a token for each."""

    def __init__(self, house: House) -> None:
        self._house = house
        self.camera_token = token(house, "cuisine", Role.KIT)
        self.viewer_token = token(house, "cuisine", Role.VIEWER)

    def whip(self, camera: str) -> str:
        return f"{self._house.origin}/whip/cuisine?camera={camera}"

    @property
    def session_api(self) -> str:
        return f"{self._house.origin}/api/session"

    def whep(self, camera: str | None = None) -> str:
        query = f"?camera={camera}" if camera else ""
        return f"{self._house.origin}/whep/cuisine{query}"


@pytest.fixture
def doors(house: House) -> Doors:
    return Doors(house)


async def test_aiortc_plays_the_kits_camera(doors: Doors) -> None:
    async with playing(doors.whep(), doors.viewer_token) as received:
        await picture_and_sound(received)
    assert received.sizes, "no picture was decoded"


async def test_aiortc_plays_what_aiortc_publishes(doors: Doors) -> None:
    async with (
        publishing(doors.whip("partition"), doors.camera_token),
        playing(doors.whep("partition"), doors.viewer_token) as received,
    ):
        await picture_and_sound(received)
    assert received.sizes == {(640, 480)}


async def test_aiortc_plays_what_ffmpeg_publishes_as_h264(doors: Doors) -> None:
    if not ffmpeg.has_whip():
        pytest.skip("this build of FFmpeg has no whip muxer")
    async with running(
        sys.executable,
        "-m",
        "tests.e2e.clients.ffmpeg",
        doors.whip("encodeur"),
        doors.camera_token,
        "30",
    ):
        await camera_appears(doors, "encodeur")
        async with playing(doors.whep("encodeur"), doors.viewer_token) as received:
            await picture_and_sound(received)
    assert received.sizes == {(ffmpeg.WIDTH, ffmpeg.HEIGHT)}


async def test_aiortc_plays_what_gstreamer_publishes(doors: Doors) -> None:
    await needs_gstreamer()
    async with running(
        *gstreamer("publish", doors.whip("gstreamer"), doors.camera_token, LONG_ENOUGH_S)
    ) as publisher:
        await camera_appears(doors, "gstreamer")
        async with playing(doors.whep("gstreamer"), doors.viewer_token) as received:
            await picture_and_sound(received)
        report = await last_words(publisher)
    assert report["connected"]
    assert report["failure"] is None


async def test_gstreamer_plays_the_kits_camera(doors: Doors) -> None:
    await needs_gstreamer()
    async with running(
        *gstreamer("play", doors.whep(), doors.viewer_token, LONG_ENOUGH_S)
    ) as player:
        report = await last_words(player)
    assert report["connected"], report
    assert report["failure"] is None
    assert report["frames"] >= ENOUGH_FRAMES
    assert report["audio_buffers"] >= ENOUGH_FRAMES


async def test_a_player_may_not_publish_and_a_stranger_may_nothing(doors: Doors) -> None:
    refusals = [
        (doors.whip("intrus"), doors.viewer_token),
        (doors.whip("intrus"), "not-a-token"),
        (doors.whep(), "not-a-token"),
        (doors.whep().replace("cuisine", "guitare"), doors.viewer_token),
    ]
    async with aiohttp.ClientSession() as http:
        for url, bearer in refusals:
            headers = {"Authorization": f"Bearer {bearer}", "Content-Type": "application/sdp"}
            async with http.post(url, data="v=0\r\n", headers=headers) as response:
                assert response.status in (401, 403), url


async def picture_and_sound(received: Received) -> None:
    async def look() -> tuple[int, int]:
        return received.frames, received.audio_frames

    await until(
        look,
        why="too little was decoded",
        is_good=lambda seen: min(seen) >= ENOUGH_FRAMES,
    )


async def camera_appears(doors: Doors, camera: str) -> None:
    """Until the room has this camera: a publisher needs a moment to connect."""

    async def look() -> list[str]:
        headers = {"Authorization": f"Bearer {doors.camera_token}"}
        async with (
            aiohttp.ClientSession(headers=headers) as http,
            http.get(doors.session_api) as response,
        ):
            body = await response.json()
            return [each["role"] for each in body["cameras"] if each["live"]]

    await until(look, why=f"camera {camera} never came", is_good=lambda roles: camera in roles)


async def needs_gstreamer() -> None:
    if not SYSTEM_PYTHON.exists():
        pytest.skip("there is no system Python with GStreamer's bindings")
    async with running(*gstreamer()) as process:
        out, _ = await process.communicate()
    if process.returncode != 0 or json.loads(out)["missing"]:
        pytest.skip("GStreamer's webrtcbin is not installed; .ci/run lists the packages")


def gstreamer(*words: str) -> list[str]:
    return [str(SYSTEM_PYTHON), str(CLIENTS / "gstreamer.py"), *words]


@asynccontextmanager
async def running(*command: str) -> AsyncIterator[asyncio.subprocess.Process]:
    process = await asyncio.create_subprocess_exec(
        *command, cwd=ROOT, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def last_words(process: asyncio.subprocess.Process) -> dict[str, Any]:
    out, err = await asyncio.wait_for(process.communicate(), 60)
    assert process.returncode == 0, err.decode()
    report: dict[str, Any] = json.loads(out.decode().splitlines()[-1])
    return report
