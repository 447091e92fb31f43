"""A home that plays what a kit publishes: aiortc's own receiver, pictures decoded and timed."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

import aiohttp
import numpy as np
from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription
from aiortc.jitterbuffer import JitterBuffer
from aiortc.mediastreams import MediaStreamError, MediaStreamTrack
from av import VideoFrame

from hardware.demo import clock


@dataclass
class Watched:
    """``heights`` of the pictures in their order; ``delays_ms`` of those with the clock of a test
    call in them."""

    heights: list[int] = field(default_factory=list)
    delays_ms: list[int] = field(default_factory=list)

    @property
    def height(self) -> int | None:
        """That of the last picture."""
        return self.heights[-1] if self.heights else None


@asynccontextmanager
async def watching(
    whep_url: str, before: Callable[[str], str] = lambda answer: answer, bearer: str = ""
) -> AsyncIterator[Watched]:
    """``before``: what happens to the answer before it is taken (another way to the server)."""
    peer, watched = RTCPeerConnection(RTCConfiguration(iceServers=[])), Watched()
    tasks: list[asyncio.Task[None]] = []
    peer.on("track", lambda track: tasks.append(asyncio.create_task(_watch(track, watched))))
    receiver = peer.addTransceiver("video", "recvonly").receiver
    # aiortc waits for 512 packets, half a minute of a small picture, before it goes on without one.
    buffer = JitterBuffer(capacity=32, is_video=True)
    receiver._RTCRtpReceiver__jitter_buffer = buffer  # type: ignore[attr-defined]
    await peer.setLocalDescription(await peer.createOffer())
    headers = {"Content-Type": "application/sdp", "Authorization": f"Bearer {bearer}"}
    async with aiohttp.ClientSession() as http:
        offer = peer.localDescription.sdp
        async with http.post(whep_url, data=offer, headers=headers) as response:
            answer = await response.text()
            assert response.status == 201, answer
    await peer.setRemoteDescription(RTCSessionDescription(before(answer), "answer"))
    try:
        yield watched
    finally:
        await peer.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _watch(track: MediaStreamTrack, watched: Watched) -> None:
    with suppress(MediaStreamError):
        while True:
            frame = await track.recv()
            assert isinstance(frame, VideoFrame)
            watched.heights.append(frame.height)
            read_ms = clock.read(np.asarray(frame.to_ndarray(format="gray8"), np.uint8))
            if read_ms is not None:
                elapsed = clock.elapsed_ms(read_ms, time.monotonic_ns() // 1_000_000)
                watched.delays_ms.append(elapsed)
