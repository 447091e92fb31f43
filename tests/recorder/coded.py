"""Real pictures and sound as RTP, made by encoders and packetisers that are not ours."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import av
import numpy as np
from aiortc.codecs.h264 import H264Encoder
from aiortc.codecs.opus import OpusEncoder
from aiortc.codecs.vpx import Vp8Encoder

from media.control.tap import SenderReading, TapBatch, TappedPacket
from media.rtp.header import RtpHeader, serialize_header

SIZE = (160, 120)
FRAME_S = 1 / 30
VIDEO_RATE, AUDIO_RATE = 90_000, 48_000
Payloads = tuple[bytes, ...]


def picture(number: int, size: tuple[int, int] = SIZE) -> av.VideoFrame:
    """A picture whose grey tells its number, with some detail to code."""
    width, height = size
    image = np.full((height, width, 3), 40 + number % 160, np.uint8)
    image[(number * 3) % height :: 7, ::5] = 255 - image[0, 0]
    frame = av.VideoFrame.from_ndarray(image, format="rgb24").reformat(format="yuv420p")
    frame.pts, frame.time_base = number * 3000, Fraction(1, VIDEO_RATE)
    return frame


@cache
def coded_pictures(
    codec: str, count: int = 60, gop: int = 30, size: tuple[int, int] = SIZE
) -> tuple[Payloads, ...]:
    """The RTP payloads of each picture; a keyframe every `gop`."""
    encoder: Any = {"VP8": Vp8Encoder, "H264": H264Encoder}[codec]()
    if codec == "H264":
        encoder.target_bitrate = 3_000_000
    return tuple(
        tuple(encoder.encode(picture(n, size), force_keyframe=n % gop == 0)[0])
        for n in range(count)
    )


@cache
def coded_voice(count: int = 50) -> tuple[bytes, ...]:
    """Opus packets of 20 ms, a tone."""
    encoder = OpusEncoder()
    out: list[bytes] = []
    for number in range(count):
        time_s = (np.arange(960) + number * 960) / AUDIO_RATE
        tone = (8000 * np.sin(2 * np.pi * 440 * time_s)).astype(np.int16)
        stereo = np.repeat(tone, 2).reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(stereo, format="s16", layout="stereo")
        frame.sample_rate, frame.pts = AUDIO_RATE, number * 960
        frame.time_base = Fraction(1, AUDIO_RATE)
        out += encoder.encode(frame)[0]
    return tuple(out)


class Sender:
    """Numbers payloads as RTP; every packet is wrapped as a tap brings it."""

    def __init__(self, ssrc: int, *, sequence: int = 65_500, timestamp: int = 0xFFFF_F000) -> None:
        self.ssrc = ssrc
        self.sequence = sequence
        self.first_timestamp = timestamp

    def packets(self, payloads: Payloads, ticks: int, arrival: float) -> list[TappedPacket]:
        """A frame's packets, `ticks` after the first."""
        out = []
        for index, payload in enumerate(payloads):
            header = RtpHeader(
                marker=index == len(payloads) - 1,
                payload_type=96,
                sequence=self.sequence & 0xFFFF,
                timestamp=(self.first_timestamp + ticks) & 0xFFFFFFFF,
                ssrc=self.ssrc,
            )
            out.append(TappedPacket(self.sequence, serialize_header(header) + payload, arrival))
            self.sequence += 1
        return out

    def batch(self, packets: list[TappedPacket], reading: SenderReading | None = None) -> TapBatch:
        return TapBatch(self.ssrc, packets, reading)


def camera(
    sender: Sender, seconds: float, began: float, codec: str = "VP8"
) -> Iterator[tuple[float, list[TappedPacket]]]:
    """(When, the packets of a picture) 30 times a second."""
    pictures = coded_pictures(codec)
    for number in range(round(seconds / FRAME_S)):
        at = began + number * FRAME_S
        yield at, sender.packets(pictures[number % len(pictures)], number * 3000, at)


def microphone(
    sender: Sender, seconds: float, began: float
) -> Iterator[tuple[float, list[TappedPacket]]]:
    """(When, one packet) 50 times a second."""
    voice = coded_voice()
    for number in range(round(seconds * 50)):
        at = began + number * 0.02
        yield at, sender.packets((voice[number % len(voice)],), number * 960, at)


def decoded(path: Path) -> list[tuple[float, Any]]:
    """Every frame of a file of ours with its time in seconds, by FFmpeg. Raises for any damage."""
    with av.open(str(path), format="matroska") as container:
        stream = container.streams[0]
        stream.codec_context.options = {"err_detect": "explode"}
        frames: Iterator[Any] = container.decode(stream)
        return [(float(frame.pts * frame.time_base), frame) for frame in frames]
