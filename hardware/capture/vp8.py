"""VP8 in real time: constant bitrate, no look-ahead, a keyframe only when one is asked for."""

import av
from av.video.codeccontext import VideoCodecContext

from hardware.capture.live_encoder import EncodedPicture, LiveEncoder


class Vp8Encoder(LiveEncoder):
    """With libvpx."""

    def __init__(self, width: int, height: int, rate_fps: int, bitrate_bps: int) -> None:
        super().__init__("libvpx", width, height, rate_fps, bitrate_bps)

    def encode(
        self, frame: av.VideoFrame, timestamp: int, force_keyframe: bool
    ) -> EncodedPicture | None:
        """None when the encoder chose to drop the picture."""
        packets = self._packets(frame, timestamp, force_keyframe)
        if not packets:
            return None
        return EncodedPicture(
            b"".join(bytes(packet) for packet in packets),
            timestamp,
            any(packet.is_keyframe for packet in packets),
        )

    def _configure(self, codec: VideoCodecContext) -> None:
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
