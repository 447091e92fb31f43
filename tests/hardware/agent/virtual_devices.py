"""Cameras, microphones and loudspeakers that are clips: what is filmed and heard is known."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Sequence
from typing import Any

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from hardware.capture.pace import Pace
from hardware.capture.source import BLOCK_SAMPLES, SAMPLE_RATE_HZ, OtherFormat
from hardware.errors import DeviceMissing

Luma = NDArray[np.uint8]
Samples = NDArray[np.float32]
_VIDEO_RANGE = (np.arange(256) * 219 / 255 + 16).round().astype(np.uint8)


class ClipCamera:
    """Plays grey pictures of 0 to 255 in a loop, to and fro so that nothing jumps; ``rate_fps``
    below the profile's makes a slow camera, none at all a missing one."""

    def __init__(
        self,
        frames: Sequence[Luma],
        rate_fps: float = 25.0,
        other_format: OtherFormat | None = None,
    ) -> None:
        self.other_format = other_format
        self._turns = itertools.cycle([*frames, *reversed(frames)] if len(frames) > 1 else frames)
        self._there = bool(frames)
        self._pace = Pace(rate_fps)

    def open(self, stopping: threading.Event) -> None:
        if not self._there:
            raise DeviceMissing("Débranchée.", "Unplugged.")

    def read(self) -> av.VideoFrame:
        self._pace.wait()
        luma = cv2.LUT(next(self._turns), _VIDEO_RANGE)
        height, width = luma.shape
        grey = np.full((height // 2, width), 128, np.uint8)
        return av.VideoFrame.from_ndarray(np.concatenate([luma, grey]), format="yuv420p")

    def close(self) -> None:
        pass


class H264Camera:
    """A camera that compresses by itself: access units in a loop, a key picture first."""

    def __init__(self, units: Sequence[bytes], rate_fps: float = 25.0) -> None:
        self._turns = itertools.cycle(units)
        self._pace = Pace(rate_fps)

    def open(self, stopping: threading.Event) -> None:
        pass

    def read(self) -> av.Packet[Any]:
        self._pace.wait()
        return av.Packet(next(self._turns))

    def close(self) -> None:
        pass


class RoomSound:
    """A microphone that hears ``samples`` in a loop, and what the loudspeaker of the same room
    plays: ``delay_ms`` later, at ``level_db``; None: not at all."""

    def __init__(
        self, samples: Samples, delay_ms: float = 40.0, level_db: float | None = -30.0
    ) -> None:
        self._samples = samples
        self._delay_ms, self._level_db = delay_ms, level_db
        self._played: Samples = np.zeros(0, np.float32)
        self._played_at = 0
        self._at = 0
        self._pace = Pace(SAMPLE_RATE_HZ / BLOCK_SAMPLES)

    def open(self) -> None:
        pass

    def read(self) -> av.AudioFrame:
        self._pace.wait()
        at = np.arange(self._at, self._at + BLOCK_SAMPLES)
        heard = self._samples[at % len(self._samples)] + self._echo(at)
        self._at += BLOCK_SAMPLES
        block = (np.clip(heard, -1, 1) * 32767).astype(np.int16)
        frame = av.AudioFrame.from_ndarray(block[None, :], "s16", "mono")
        frame.sample_rate = SAMPLE_RATE_HZ
        return frame

    def close(self) -> None:
        pass

    def play(self, samples: Samples) -> None:
        """The room's loudspeaker."""
        self._played_at, self._played = self._at, samples
        time.sleep(len(samples) / SAMPLE_RATE_HZ)

    def _echo(self, at: NDArray[np.int64]) -> Samples:
        since = at - self._played_at - round(self._delay_ms * SAMPLE_RATE_HZ / 1000)
        heard = (since >= 0) & (since < len(self._played))
        echo = np.zeros(len(at), np.float32)
        if self._level_db is not None and heard.any():
            echo[heard] = self._played[since[heard]] * 10 ** (self._level_db / 20)
        return echo
