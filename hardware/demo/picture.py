"""A demo camera: the clip in a loop, with the clock drawn on every picture as it leaves."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
from av.container import InputContainer
from numpy.typing import NDArray

from hardware.capture.pace import Pace
from hardware.demo import clock
from hardware.demo.clip import ClipAbandoned, ensure_clip
from hardware.demo.digits import ClockFace
from hardware.errors import DeviceMissing


class DemoPicture:
    """Implements ``hardware.capture.source.PictureSource``."""

    def __init__(self, directory: Path, scene: str, width: int, height: int, rate_fps: int) -> None:
        self._directory, self._scene = directory, scene
        self._width, self._height, self._rate_fps = width, height, rate_fps
        self._face = ClockFace(width, height)
        # The decoder still needs what it gave: the clock is drawn on a copy.
        self._picture = av.VideoFrame(width, height, "yuv420p")
        self._planes = _planes(self._picture)
        self._pace = Pace(rate_fps)
        self._container: InputContainer | None = None
        self._frames: Iterator[av.VideoFrame] = iter(())

    def open(self, stopping: threading.Event) -> None:
        size = (self._width, self._height, self._rate_fps)
        try:
            path = ensure_clip(self._directory, self._scene, *size, stopping)
            self._container = av.open(str(path))
        except (OSError, ClipAbandoned) as error:
            raise DeviceMissing(
                f"Le film de démonstration n’a pas pu être écrit ou lu : {error}",
                f"The demo clip could not be written or read: {error}",
            ) from error
        self._frames = _loop(self._container)

    def read(self) -> av.VideoFrame:
        decoded = next(self._frames)
        self._pace.wait()
        for target, plane in zip(self._planes, _planes(decoded), strict=True):
            np.copyto(target, plane)
        wall_ms = time.time_ns() // 1_000_000
        luma, blue, red = self._planes
        self._face.draw(luma, blue, red, wall_ms)
        clock.draw(luma, blue, red, wall_ms)
        return self._picture

    def close(self) -> None:
        if self._container is not None:
            self._container.close()
            self._container = None


def _loop(container: InputContainer) -> Iterator[av.VideoFrame]:
    stream = container.streams.video[0]
    # A thread of its own would only add delay: a picture decodes in about a millisecond.
    stream.thread_count = 1
    while True:
        yield from container.decode(stream)
        container.seek(0)


def _planes(frame: av.VideoFrame) -> list[NDArray[np.uint8]]:
    """The planes of a yuv420p frame as (height, width) arrays that share its memory."""
    return [
        np.frombuffer(memoryview(plane), np.uint8).reshape(plane.height, plane.line_size)[
            :, : plane.width
        ]
        for plane in frame.planes
    ]
