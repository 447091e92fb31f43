"""What a peer connection sends: tracks fed from the capture threads."""

import asyncio
from collections.abc import Callable
from fractions import Fraction
from typing import Any, TypeVar

import av
from aiortc.mediastreams import MediaStreamError, MediaStreamTrack

from hardware.capture.live_encoder import TIME_BASE, EncodedPicture
from hardware.capture.source import SAMPLE_RATE_HZ

# A second of pictures, half a second of sound: more waiting than that is a stall, not jitter.
MAX_WAITING_PICTURES = 30
MAX_WAITING_BLOCKS = 25

T = TypeVar("T")


class EncodedVideoTrack(MediaStreamTrack):
    """Pictures encoded elsewhere; they are only cut into packets here.

    ``request_keyframe`` is called when waiting pictures had to be thrown away.
    """

    kind = "video"

    def __init__(self, request_keyframe: Callable[[], None]) -> None:
        super().__init__()
        self._request_keyframe = request_keyframe
        self._pictures: asyncio.Queue[EncodedPicture] = asyncio.Queue()

    def feed(self, picture: EncodedPicture) -> None:
        """Send this picture next."""
        if self._pictures.qsize() >= MAX_WAITING_PICTURES:
            _empty(self._pictures)
            self._request_keyframe()
        self._pictures.put_nowait(picture)

    async def recv(self) -> "av.Packet[Any]":
        if self.readyState != "live":
            raise MediaStreamError
        picture = await self._pictures.get()
        packet = av.Packet(picture.content)
        packet.pts, packet.time_base = picture.timestamp, TIME_BASE
        return packet


class SoundTrack(MediaStreamTrack):
    """Blocks of 48 kHz mono sound; the connection encodes them."""

    kind = "audio"

    def __init__(self) -> None:
        super().__init__()
        self._blocks: asyncio.Queue[av.AudioFrame] = asyncio.Queue()
        self._next_pts = 0

    def feed(self, frame: av.AudioFrame) -> None:
        """Send this block next."""
        if self._blocks.qsize() >= MAX_WAITING_BLOCKS:
            _empty(self._blocks)
        self._blocks.put_nowait(frame)

    async def recv(self) -> av.AudioFrame:
        if self.readyState != "live":
            raise MediaStreamError
        frame = await self._blocks.get()
        frame.pts, frame.time_base = self._next_pts, Fraction(1, SAMPLE_RATE_HZ)
        self._next_pts += frame.samples
        return frame


def _empty(queue: asyncio.Queue[T]) -> None:
    while not queue.empty():
        queue.get_nowait()
