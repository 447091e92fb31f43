"""What the room receives: every home's picture and voice, decoded and counted."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import av
import numpy as np
from aiortc import RTCPeerConnection, RTCSessionDescription
from aiortc.mediastreams import MediaStreamError, MediaStreamTrack

from hardware.agent.peer import create_peer, renew_receiver
from hardware.network.other_ways import OtherWays
from hardware.network.turn import Relay

logger = logging.getLogger(__name__)

Send = Callable[[dict[str, Any]], Awaitable[None]]


@dataclass
class Received:
    """Totals since the agent started. ``audio_energy``: mean square times seconds, like the
    ``totalAudioEnergy`` of webrtc-stats."""

    people: int = 0
    video_frames: int = 0
    audio_energy: float = 0.0


class Homes:
    """Answers the server's offers; a new one is made each time the kit joins."""

    def __init__(self, send: Send, received: Received) -> None:
        self.failed = asyncio.Event()
        self._send, self._received = send, received
        self._peer: RTCPeerConnection = create_peer()
        self._peer.on("track", self._on_track)
        self._peer.on("connectionstatechange", self._on_state)
        #: What the server's welcome named.
        self.relays: tuple[Relay, ...] = ()
        self._ways = OtherWays(self._peer)
        self._track_of_mid: dict[str, str] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def take_offer(self, message: dict[str, Any]) -> None:
        """Answer a ``subscribe.offer`` and ask for every home's picture."""
        tracks = message["tracks"]
        track_of_mid = {track["mid"]: track["track"] for track in tracks}
        for transceiver in self._peer.getTransceivers():
            mid = transceiver.mid
            if mid in self._track_of_mid and track_of_mid.get(mid) != self._track_of_mid[mid]:
                await renew_receiver(transceiver)
        self._track_of_mid = track_of_mid
        offer = RTCSessionDescription(message["sdp"], "offer")
        await self._peer.setRemoteDescription(offer)
        await self._peer.setLocalDescription(await self._peer.createAnswer())
        self._ways.begin(self.relays)
        await self._send(
            {
                "type": "subscribe.answer",
                "sdp": self._peer.localDescription.sdp,
                "generation": message["generation"],
            }
        )
        pictures = {track["track"]: "high" for track in tracks if track["kind"] == "video"}
        await self._send({"type": "watch", "tracks": pictures})
        self._received.people = len({track["person"] for track in tracks})

    async def close(self) -> None:
        """Stop receiving. Never raises."""
        self._received.people = 0
        self._ways.end()
        for task in self._tasks:
            task.cancel()
        await asyncio.wait([asyncio.create_task(self._peer.close())], timeout=1.0)

    def _on_track(self, track: MediaStreamTrack) -> None:
        task = asyncio.create_task(self._consume(track))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _on_state(self) -> None:
        if self._peer.connectionState in ("failed", "closed"):
            self.failed.set()

    async def _consume(self, track: MediaStreamTrack) -> None:
        try:
            while True:
                frame = await track.recv()
                if isinstance(frame, av.VideoFrame):
                    self._received.video_frames += 1
                elif isinstance(frame, av.AudioFrame):
                    self._received.audio_energy += energy(frame)
        except MediaStreamError:
            logger.debug("A home's %s has ended.", track.kind)


def energy(frame: av.AudioFrame) -> float:
    """Mean square of an s16 frame (full scale is 1) times its duration in seconds."""
    samples = frame.to_ndarray().astype(np.float32)
    mean_square = float(np.mean(samples * samples)) / 32767**2 if samples.size else 0.0
    return mean_square * frame.samples / frame.sample_rate
