"""VP8 in real time: constant bitrate, no look-ahead, a keyframe only when one is asked for."""

from dataclasses import dataclass
from fractions import Fraction

import av
from av.video.codeccontext import VideoCodecContext
from av.video.frame import PictureType

CLOCK_RATE_HZ = 90_000
TIME_BASE = Fraction(1, CLOCK_RATE_HZ)
# A new bitrate restarts the encoder with a keyframe: not worth it for less than this.
BITRATE_STEP = 0.15


@dataclass(frozen=True, slots=True)
class EncodedPicture:
    """One VP8 frame; ``timestamp`` in units of the 90 kHz clock."""

    content: bytes
    timestamp: int
    is_keyframe: bool


class Vp8Encoder:
    """Encodes yuv420p pictures of one size."""

    def __init__(self, width: int, height: int, rate_fps: int, bitrate_bps: int) -> None:
        self._width, self._height, self._rate_fps = width, height, rate_fps
        self._bitrate_bps = bitrate_bps
        self._codec = self._create()

    def encode(
        self, frame: av.VideoFrame, timestamp: int, force_keyframe: bool
    ) -> EncodedPicture | None:
        """None when the encoder chose to drop the picture."""
        frame.pts, frame.time_base = timestamp, TIME_BASE
        frame.pict_type = PictureType.I if force_keyframe else PictureType.NONE
        packets = self._codec.encode(frame)
        if not packets:
            return None
        return EncodedPicture(
            b"".join(bytes(packet) for packet in packets),
            timestamp,
            any(packet.is_keyframe for packet in packets),
        )

    def set_bitrate(self, bitrate_bps: int) -> None:
        """Aim at another bitrate; small changes are left aside."""
        if abs(bitrate_bps - self._bitrate_bps) > BITRATE_STEP * self._bitrate_bps:
            self._bitrate_bps = bitrate_bps
            self._codec = self._create()

    def _create(self) -> VideoCodecContext:
        codec = av.CodecContext.create("libvpx", "w")
        assert isinstance(codec, VideoCodecContext)
        codec.width, codec.height, codec.pix_fmt = self._width, self._height, "yuv420p"
        codec.time_base, codec.framerate = TIME_BASE, Fraction(self._rate_fps)
        codec.bit_rate = self._bitrate_bps
        codec.gop_size = 1_000_000
        codec.qmin, codec.qmax = 4, 54
        codec.thread_count = 1
        bitrate = str(self._bitrate_bps)
        codec.options = {
            "deadline": "realtime",
            "cpu-used": "-6",
            "lag-in-frames": "0",
            "auto-alt-ref": "0",
            # Equal bounds make the rate constant; a buffer of half a second.
            "minrate": bitrate,
            "maxrate": bitrate,
            "bufsize": str(self._bitrate_bps // 2),
            # A keyframe costs at most four average frames: it must pass a home's link.
            "max-intra-rate": "400",
            "undershoot-pct": "100",
            "overshoot-pct": "15",
            "static-thresh": "1",
        }
        return codec
