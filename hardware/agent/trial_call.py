"""A call of a few seconds to oneself through the server (docs/protocol.md, "Trying a line"): a
picture with a running clock and a tune, sent and received again. The room's own picture and
sound go on meanwhile, and are no part of it."""

import asyncio
import logging
import statistics
import threading
import time
from typing import Any

import aiohttp
import av
from aiortc import RTCPeerConnection, RTCSessionDescription
from aiortc.mediastreams import MediaStreamError, MediaStreamTrack

from hardware.agent.camera import Camera
from hardware.agent.homes import energy
from hardware.agent.link import LinkLost
from hardware.agent.microphone import Microphone
from hardware.agent.peer import PEER_ERRORS, create_peer
from hardware.agent.settings import AgentSettings
from hardware.agent.whip import WhipSession
from hardware.capture.framing import planes_of
from hardware.capture.pace import Pace
from hardware.demo import clock
from hardware.demo.tune import TunePlayer
from hardware.network.ice_servers import relays_of_links
from hardware.network.other_ways import OtherWays
from hardware.profiles import CameraProfile
from hardware.profiles.schema import DemoPicture
from hardware.selftest.call import CallMeasures

logger = logging.getLogger(__name__)

CALL_S = 6.0
JOIN_S = 8.0
_RETRY_S = 0.5
# The tune comes back far above this, in mean square times seconds.
_HEARD = 1e-4
_FAULTS = (LinkLost, aiohttp.ClientError, TimeoutError, KeyError, ValueError)
_PROFILE = CameraProfile(
    role="salle",
    label="Essai",
    source=DemoPicture(kind="demo", scene="salle"),
    width=320,
    height=180,
    rate_fps=15,
    bitrate_bps=300_000,
)


class ClockPicture:
    """Grey, with the time for machines to read."""

    def __init__(self) -> None:
        self._pace = Pace(_PROFILE.rate_fps)

    def open(self, stopping: threading.Event) -> None:
        pass

    def read(self) -> av.VideoFrame:
        self._pace.wait()
        frame = av.VideoFrame(_PROFILE.width, _PROFILE.height, "yuv420p")
        planes = planes_of(frame)
        for plane in planes:
            plane[:] = 128
        clock.draw(*planes, time.monotonic_ns() // 1_000_000)
        return frame

    def close(self) -> None:
        pass


class _Heard:
    def __init__(self) -> None:
        self.pictures, self.energy = 0, 0.0
        self.delays_ms: list[int] = []

    async def take(self, track: MediaStreamTrack) -> None:
        try:
            while True:
                frame = await track.recv()
                if isinstance(frame, av.VideoFrame):
                    self.pictures += 1
                    read_ms = clock.read(planes_of(frame)[0])
                    if read_ms is not None:
                        now_ms = time.monotonic_ns() // 1_000_000
                        self.delays_ms.append(clock.elapsed_ms(read_ms, now_ms))
                elif isinstance(frame, av.AudioFrame):
                    self.energy += energy(frame)
        except MediaStreamError:
            return

    def measures(self) -> CallMeasures:
        delay_ms = statistics.median(self.delays_ms) if self.delays_ms else None
        return CallMeasures(self.pictures, self.energy > _HEARD, delay_ms)


async def trial_call(http: aiohttp.ClientSession, settings: AgentSettings) -> CallMeasures | None:
    """About eight seconds; None when the call could not be made. Never raises."""
    camera, microphone = Camera(_PROFILE, ClockPicture()), Microphone(TunePlayer())
    for device in (camera, microphone):
        device.start()
    try:
        return await _call(http, settings, camera, microphone)
    except (
        LinkLost,
        aiohttp.ClientError,
        TimeoutError,
        KeyError,
        ValueError,
        *PEER_ERRORS,
    ) as error:
        logger.warning("The test call failed: %s", error)
        return None
    finally:
        await asyncio.gather(camera.stop(), microphone.stop())


async def _call(
    http: aiohttp.ClientSession, settings: AgentSettings, camera: Camera, microphone: Microphone
) -> CallMeasures:
    headers = {"X-Passerelle": "1", "Origin": settings.url.rstrip("/")}
    async with http.post(settings.http_url("/api/self-test"), headers=headers) as response:
        response.raise_for_status()
        begun = await response.json()
    room = str(begun["publish"]).removeprefix("/whip/")
    there = AgentSettings(settings.url, room, str(begun["token"]), settings.data_dir)
    out, back, heard = WhipSession(http, there, camera, microphone), create_peer(), _Heard()
    ways = OtherWays(back)
    tasks: list[asyncio.Task[None]] = []
    back.on("track", lambda track: tasks.append(asyncio.create_task(heard.take(track))))
    try:
        await out.open(_PROFILE.role, _PROFILE.label)
        await _play(http, there, back, ways)
        await asyncio.sleep(CALL_S)
        return heard.measures()
    finally:
        ways.end()
        for task in tasks:
            task.cancel()
        await asyncio.shield(asyncio.gather(out.close(), back.close()))


async def _play(
    http: aiohttp.ClientSession, there: AgentSettings, back: RTCPeerConnection, ways: OtherWays
) -> None:
    for kind in ("audio", "video"):
        back.addTransceiver(kind, "recvonly")
    await back.setLocalDescription(await back.createOffer())
    headers = {"Authorization": f"Bearer {there.token}", "Content-Type": "application/sdp"}
    request: dict[str, Any] = {"data": back.localDescription.sdp, "headers": headers}
    async with asyncio.timeout(JOIN_S):
        while True:
            async with http.post(there.http_url(f"/whep/{there.room}"), **request) as response:
                if response.status == 201:
                    answer = await response.text()
                    relays = relays_of_links(response.headers.getall("Link", ()))
                    break
                if response.status != 409:
                    raise LinkLost(f"the server said {response.status} {response.reason}")
            # The picture that was published is not there yet.
            await asyncio.sleep(_RETRY_S)
    await back.setRemoteDescription(RTCSessionDescription(answer, "answer"))
    ways.begin(relays)
