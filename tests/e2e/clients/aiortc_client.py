"""A WHIP publisher and a WHEP player made of aiortc's own RTCPeerConnection."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import urljoin

import aiohttp
from aiortc import (
    AudioStreamTrack,
    MediaStreamTrack,
    RTCPeerConnection,
    RTCSessionDescription,
    VideoStreamTrack,
)
from aiortc.mediastreams import MediaStreamError
from av import VideoFrame


@dataclass(slots=True)
class Received:
    """What a player has decoded so far."""

    frames: int = 0
    audio_frames: int = 0
    sizes: set[tuple[int, int]] = field(default_factory=set)


@asynccontextmanager
async def publishing(url: str, token: str) -> AsyncIterator[RTCPeerConnection]:
    """Publish a picture and a (silent) sound to a WHIP address."""
    peer = RTCPeerConnection()
    peer.addTrack(VideoStreamTrack())
    peer.addTrack(AudioStreamTrack())
    async with exchanging(peer, url, token):
        yield peer


@asynccontextmanager
async def playing(url: str, token: str) -> AsyncIterator[Received]:
    """Play a WHEP address: what arrives is decoded and counted."""
    peer = RTCPeerConnection()
    received = Received()
    counters: list[asyncio.Task[None]] = []
    peer.addTransceiver("video", direction="recvonly")
    peer.addTransceiver("audio", direction="recvonly")

    @peer.on("track")
    def count(track: MediaStreamTrack) -> None:
        counters.append(asyncio.create_task(_count(track, received)))

    async with exchanging(peer, url, token):
        yield received
    await asyncio.gather(*counters)


@asynccontextmanager
async def exchanging(peer: RTCPeerConnection, url: str, token: str) -> AsyncIterator[None]:
    """One offer, one answer (RFC 9725); the session is deleted at the end."""
    await peer.setLocalDescription(await peer.createOffer())
    headers = {"Authorization": f"Bearer {token}"}
    async with aiohttp.ClientSession(headers=headers) as http:
        async with http.post(
            url, data=peer.localDescription.sdp, headers={"Content-Type": "application/sdp"}
        ) as response:
            answer = await response.text()
            assert response.status == 201, (response.status, answer)
            assert response.content_type == "application/sdp"
            resource = urljoin(url, response.headers["Location"])
        await peer.setRemoteDescription(RTCSessionDescription(answer, "answer"))
        try:
            yield
        finally:
            async with http.delete(resource) as response:
                assert response.status == 200
            await peer.close()


async def _count(track: MediaStreamTrack, received: Received) -> None:
    with contextlib.suppress(MediaStreamError):
        while True:
            frame = await track.recv()
            if isinstance(frame, VideoFrame):
                received.frames += 1
                received.sizes.add((frame.width, frame.height))
            else:
                received.audio_frames += 1
