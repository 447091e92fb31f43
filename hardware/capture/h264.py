"""H.264: from a camera that compresses by itself, or from this machine's encoder.

Byte streams are those of ITU-T H.264, Annex B: units after a start code 00 00 01.
"""

import re
from collections.abc import Iterator

import av
from av.video.codeccontext import VideoCodecContext

from hardware.capture.live_encoder import EncodedPicture, LiveEncoder

HARDWARE = "h264_v4l2m2m"
SOFTWARE_H264 = "libx264"
_IDR, _SPS, _PPS = 5, 7, 8
_START = b"\x00\x00\x00\x01"
_START_CODE = re.compile(rb"\x00\x00\x01")


class PassThrough:
    """A camera's own H.264: every key picture carries its parameter sets (a home may join at
    any of them), and nothing is compressed again."""

    def __init__(self) -> None:
        self._sets: dict[int, bytes] = {}
        self._decoder: VideoCodecContext | None = None

    def take(self, content: bytes, timestamp: int) -> EncodedPicture:
        """One picture as it came; ``timestamp`` of the 90 kHz clock."""
        kinds: set[int] = set()
        for kind, unit in units_until_picture(content):
            kinds.add(kind)
            if kind in (_SPS, _PPS):
                self._sets[kind] = unit
        is_keyframe = _IDR in kinds
        if is_keyframe:
            missing = [self._sets[k] for k in (_SPS, _PPS) if k in self._sets and k not in kinds]
            content = b"".join(_START + unit for unit in missing) + content
        return EncodedPicture(content, timestamp, is_keyframe)

    def decode(self, picture: EncodedPicture) -> list[av.VideoFrame]:
        """The picture for looking at; nothing until a key picture has come."""
        if self._decoder is None:
            if not picture.is_keyframe:
                return []
            decoder = av.CodecContext.create("h264", "r")
            assert isinstance(decoder, VideoCodecContext)
            decoder.thread_count = 1
            # A picture comes out at once, not after the ones that follow.
            decoder.flags |= av.codec.context.Flags.low_delay
            self._decoder = decoder
        try:
            return list(self._decoder.decode(av.Packet(picture.content)))
        except av.FFmpegError:
            self._decoder = None
            return []

    def forget(self) -> None:
        """The next pictures are not decoded: begin anew at a key picture."""
        self._decoder = None


def units_until_picture(content: bytes) -> Iterator[tuple[int, bytes]]:
    """(type, unit) of the units of an access unit, up to the first one of picture data, whose
    bytes are left out: it is most of the content."""
    starts = _START_CODE.finditer(content)
    here = next(starts, None)
    while here is not None and here.end() < len(content):
        kind = content[here.end()] & 0x1F
        if 1 <= kind <= _IDR:
            yield kind, b""
            return
        following = next(starts, None)
        end = following.start() if following else len(content)
        yield kind, content[here.end() : end].rstrip(b"\x00")
        here = following


class H264Encoder(LiveEncoder):
    """``codec``: FFmpeg's name; the machine's own (V4L2 M2M) by default."""

    def __init__(
        self, width: int, height: int, rate_fps: int, bitrate_bps: int, codec: str = HARDWARE
    ) -> None:
        super().__init__(codec, width, height, rate_fps, bitrate_bps)
        self._stream = PassThrough()

    def encode(
        self, frame: av.VideoFrame, timestamp: int, force_keyframe: bool
    ) -> EncodedPicture | None:
        """None when the encoder has given nothing yet."""
        packets = self._packets(frame, timestamp, force_keyframe)
        content = b"".join(bytes(packet) for packet in packets)
        return self._stream.take(content, timestamp) if content else None

    def _configure(self, codec: VideoCodecContext) -> None:
        codec.gop_size, codec.max_b_frames = 100_000, 0
        if self._name == SOFTWARE_H264:
            # One picture in, one out, at once.
            codec.thread_count = 1
            options = {"preset": "ultrafast", "tune": "zerolatency", "profile": "baseline"}
            codec.options = options | {"forced-idr": "1"}
