"""The microphone's blocks to Opus, once they are to be kept."""

from fractions import Fraction

import av
import numpy as np
from av.audio.codeccontext import AudioCodecContext

from hardware.capture.source import BLOCK_SAMPLES, SAMPLE_RATE_HZ

BITRATE_BPS = 48_000
BLOCK_S = BLOCK_SAMPLES / SAMPLE_RATE_HZ
# Blocks come in bursts; further off than this, some are missing.
_JUMP_S = 0.1


class Voice:
    """One stream of Opus (20 ms a packet), timed by counting what was captured."""

    def __init__(self) -> None:
        codec = av.CodecContext.create("libopus", "w")
        assert isinstance(codec, AudioCodecContext)
        codec.sample_rate, codec.layout, codec.format = SAMPLE_RATE_HZ, "mono", "s16"
        codec.bit_rate, codec.time_base = BITRATE_BPS, Fraction(1, SAMPLE_RATE_HZ)
        codec.options = {"application": "voip", "frame_duration": "20"}
        codec.open()
        self._codec = codec
        self._blocks = 0
        self._next_s: float | None = None

    def encode(self, block: bytes, at_s: float) -> list[tuple[float, bytes]]:
        """A block (s16, mono) that was captured at ``at_s``; the packets that are ready."""
        if self._next_s is None or abs(at_s - self._next_s) > _JUMP_S:
            self._next_s = at_s
        samples = np.frombuffer(block, np.int16)[None, :]
        frame = av.AudioFrame.from_ndarray(samples, "s16", "mono")
        frame.sample_rate, frame.time_base = SAMPLE_RATE_HZ, Fraction(1, SAMPLE_RATE_HZ)
        frame.pts = self._blocks * BLOCK_SAMPLES
        self._blocks += 1
        out = [(self._next_s, bytes(packet)) for packet in self._codec.encode(frame)]
        self._next_s += BLOCK_S
        return out
