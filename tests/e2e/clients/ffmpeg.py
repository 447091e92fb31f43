"""A WHIP publisher made of FFmpeg's own muxer, as an encoder in the field would use it.

A process of its own, because the muxer holds Python's lock while it waits for an answer:
    python -m tests.e2e.clients.ffmpeg URL TOKEN SECONDS
"""

from __future__ import annotations

import sys
import time
from fractions import Fraction

import av
import numpy as np

WIDTH, HEIGHT, FRAMES_PER_S = 640, 360, 25
SAMPLE_RATE, TONE_HZ = 48000, 440
SAMPLES_PER_FRAME = SAMPLE_RATE // FRAMES_PER_S


def has_whip() -> bool:
    return "whip" in av.formats_available


def publish(url: str, token: str, seconds: float) -> None:
    """Publish H.264 and Opus in real time for so long."""
    options = {"authorization": token}
    with av.open(url, "w", format="whip", options=options) as container:
        video = container.add_stream("libx264", rate=FRAMES_PER_S)
        video.width, video.height, video.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        video.options = {"preset": "ultrafast", "tune": "zerolatency", "profile": "baseline"}
        video.codec_context.gop_size = FRAMES_PER_S
        video.codec_context.max_b_frames = 0
        audio = container.add_stream("libopus", rate=SAMPLE_RATE, layout="stereo")
        begun, count = time.monotonic(), 0
        while count < seconds * FRAMES_PER_S:
            for packet in (*video.encode(picture(count)), *audio.encode(sound(count))):
                container.mux(packet)
            count += 1
            time.sleep(max(0.0, begun + count / FRAMES_PER_S - time.monotonic()))


def picture(count: int) -> av.VideoFrame:
    """A white bar that moves over grey."""
    pixels = np.full((HEIGHT, WIDTH, 3), 96, np.uint8)
    left = count * 8 % (WIDTH - 40)
    pixels[:, left : left + 40] = 255
    frame = av.VideoFrame.from_ndarray(pixels, format="rgb24")
    frame.pts, frame.time_base = count, Fraction(1, FRAMES_PER_S)
    return frame


def sound(count: int) -> av.AudioFrame:
    """As long as one picture, of a steady tone."""
    position = count * SAMPLES_PER_FRAME + np.arange(SAMPLES_PER_FRAME)
    tone = (8000 * np.sin(2 * np.pi * TONE_HZ * position / SAMPLE_RATE)).astype(np.int16)
    frame = av.AudioFrame.from_ndarray(np.repeat(tone, 2)[None, :], format="s16", layout="stereo")
    frame.sample_rate, frame.pts = SAMPLE_RATE, count * SAMPLES_PER_FRAME
    frame.time_base = Fraction(1, SAMPLE_RATE)
    return frame


if __name__ == "__main__":
    publish(sys.argv[1], sys.argv[2], float(sys.argv[3]))
