"""Flash and beep from two drifting clocks, through recording and making, as a player has them."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from aiortc.codecs.opus import OpusEncoder
from aiortc.codecs.vpx import Vp8Encoder

from recorder.replay.edits import Edits
from recorder.replay.making import make
from recorder.replay.order import Order
from tests.recorder.replay.filming import decoded_sound
from tests.recorder.test_drift import Clocks, Publisher, record

SIZE = (160, 96)


@cache
def flashes() -> tuple[bytes, ...]:
    """A second of pictures, each one packet: white, then black."""
    encoder: Any = Vp8Encoder()
    payloads = []
    for number in range(25):
        image = np.full((SIZE[1], SIZE[0], 3), 0 if number else 255, np.uint8)
        frame = av.VideoFrame.from_ndarray(image, format="rgb24").reformat(format="yuv420p")
        frame.pts = number * 3600
        (payload,) = encoder.encode(frame, force_keyframe=number == 0)[0]
        payloads.append(payload)
    return tuple(payloads)


@cache
def beeps() -> tuple[bytes, ...]:
    """A second of sound: 40 ms of a tone, then nothing."""
    encoder, payloads = OpusEncoder(), []
    for number in range(50):
        wave = np.sin(2 * np.pi * 1000 * np.arange(960) / 48_000) * (20_000 if number < 2 else 0)
        both = np.repeat(wave.astype(np.int16), 2).reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(both, format="s16", layout="stereo")
        frame.sample_rate, frame.pts = 48_000, number * 960
        payloads += encoder.encode(frame)[0]
    return tuple(payloads)


class Studio(Publisher):
    """Real pictures and real sound."""

    def _payload(self, number: int) -> bytes:
        coded: Callable[[], tuple[bytes, ...]] = flashes if self.kind == "video" else beeps
        return coded()[number % len(coded())]


def apart_ms(folder: Path, minutes: float, ppm: float) -> list[float]:
    """How far sound and picture are apart, each second. What lies in `folder` is gone on with."""
    publishers: list[Publisher] = [
        Studio("video", Clocks(-ppm, 200), "kit", 1),
        Studio("audio", Clocks(ppm, 200), "kit", 2),
    ]
    if not (folder / "recording").exists():
        record(folder / "recording", publishers, round(minutes * 60))
    (folder / "replay").mkdir(exist_ok=True)
    order = Order(folder / "replay", Edits(), recording=folder / "recording")
    made = make(order, lambda progress: None)
    video = folder / "replay" / made.videos[-1].file
    with av.open(str(video)) as container:
        bright = [
            (float(frame.time or 0), float(frame.to_ndarray(format="gray").mean()) > 128)
            for frame in container.decode(video=0)
        ]
    seen = [now[0] for before, now in pairwise(bright) if now[1] and not before[1]]
    begins_s, sound = decoded_sound(video)
    loud = np.flatnonzero(np.abs(sound) > 0.1)
    onsets = loud[np.flatnonzero(np.diff(loud, prepend=-48_000) > 24_000)] / 48_000 + begins_s
    return [float(np.abs(onsets - at_s).min() * 1000) for at_s in seen]


# A minute: of fewer seconds, the 95th in a hundred is the one worst, before the clocks are known.
@pytest.mark.parametrize(("minutes", "ppm"), [(1, 500), (1, -500)])
def test_sound_and_picture_are_together(tmp_path: Path, minutes: float, ppm: float) -> None:
    apart = sorted(apart_ms(tmp_path, minutes, ppm))
    assert len(apart) >= minutes * 60 - 2
    assert apart[int(len(apart) * 0.95)] <= 40
