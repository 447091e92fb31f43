"""An encoder of one camera's pictures, as they come: what all of them have in common."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import av
from av.video.codeccontext import VideoCodecContext
from av.video.frame import PictureType

CLOCK_RATE_HZ = 90_000
TIME_BASE = Fraction(1, CLOCK_RATE_HZ)
# A new bitrate restarts the encoder with a keyframe: not worth it for less than this.
BITRATE_STEP = 0.15


@dataclass(frozen=True, slots=True)
class EncodedPicture:
    """One coded picture; ``timestamp`` in units of the 90 kHz clock, ``rid`` of its size."""

    content: bytes
    timestamp: int
    is_keyframe: bool
    rid: str = ""


class LiveEncoder(ABC):
    """Encodes yuv420p pictures of one size, a keyframe only when one is asked for."""

    def __init__(self, name: str, width: int, height: int, rate_fps: int, bitrate_bps: int) -> None:
        """``name``: FFmpeg's, of the codec."""
        self._name, self._width, self._height = name, width, height
        self._rate_fps, self._bitrate_bps = rate_fps, bitrate_bps
        self._codec = self._create()

    def set_bitrate(self, bitrate_bps: int) -> None:
        """Aim at another bitrate; small changes are left aside."""
        if abs(bitrate_bps - self._bitrate_bps) > BITRATE_STEP * self._bitrate_bps:
            self._bitrate_bps = bitrate_bps
            self._codec = self._create()

    def _packets(
        self, frame: av.VideoFrame, timestamp: int, force_keyframe: bool
    ) -> list[av.Packet[Any]]:
        frame.pts, frame.time_base = timestamp, TIME_BASE
        frame.pict_type = PictureType.I if force_keyframe else PictureType.NONE
        return self._codec.encode(frame)

    def _create(self) -> VideoCodecContext:
        codec = av.CodecContext.create(self._name, "w")
        assert isinstance(codec, VideoCodecContext)
        codec.width, codec.height, codec.pix_fmt = self._width, self._height, "yuv420p"
        codec.time_base, codec.framerate = TIME_BASE, Fraction(self._rate_fps)
        codec.bit_rate = self._bitrate_bps
        self._configure(codec)
        codec.open()
        return codec

    @abstractmethod
    def _configure(self, codec: VideoCodecContext) -> None:
        """What is this codec's own, before it is opened."""
