"""Small films and pictures, made here."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np


def make_film(
    path: Path,
    *,
    width: int = 320,
    height: int = 180,
    frames: int = 75,
    codec: str = "h264",
    sound: str | None = None,
    options: dict[str, str] | None = None,
) -> Path:
    """A film of noise, 25 frames a second: no codec makes it small. The format is the suffix's."""
    random = np.random.default_rng(7)
    with av.open(str(path), "w", options=options or {}) as output:
        video: Any = output.add_stream(codec, rate=25)
        video.width, video.height, video.pix_fmt = width, height, "yuv420p"
        video.codec_context.gop_size = 25
        audio: Any = None if sound is None else output.add_stream(sound, rate=48_000)
        for _ in range(frames):
            picture = random.integers(0, 255, (height * 3 // 2, width), dtype=np.uint8)
            output.mux(video.encode(av.VideoFrame.from_ndarray(picture, format="yuv420p")))
        output.mux(video.encode())
        if audio is not None:
            _add_sound(output, audio, frames / 25)
    return path


def make_sound(path: Path) -> Path:
    """A second of silence and no picture."""
    with av.open(str(path), "w") as output:
        _add_sound(output, output.add_stream("aac", rate=48_000, layout="stereo"), 1.0)
    return path


def _add_sound(output: av.container.OutputContainer, audio: av.AudioStream, seconds: float) -> None:
    for at in range(0, int(seconds * 48_000), 1024):
        frame = av.AudioFrame.from_ndarray(
            np.zeros((2, 1024), dtype=np.float32), format="fltp", layout="stereo"
        )
        frame.sample_rate, frame.pts = 48_000, at
        output.mux(audio.encode(frame))
    output.mux(audio.encode())


def make_picture(path: Path, width: int = 640, height: int = 480, codec: str = "mjpeg") -> Path:
    """A grey picture."""
    context = av.CodecContext.create(codec, "w")
    assert isinstance(context, av.VideoCodecContext)
    context.width, context.height = width, height
    context.pix_fmt = "yuvj420p" if codec == "mjpeg" else "rgb24"

    context.time_base = Fraction(1, 25)
    frame = av.VideoFrame(width, height, context.pix_fmt)
    frame.pts = 0
    for plane in frame.planes:
        plane.update(b"\x80" * plane.buffer_size)
    packets = [*context.encode(frame), *context.encode(None)]
    path.write_bytes(b"".join(map(bytes, packets)))
    return path
