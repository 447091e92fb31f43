"""The clip of a scene: made once, kept under the data directory, played in a loop."""

import os
import threading
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av
from av.container import OutputContainer

from hardware.demo.scene import LOOP_S, Scene

# Part of the file's name: raise it when the drawing changes, and old clips are left unread.
DRAWING_VERSION = 2


class ClipAbandoned(Exception):
    """It was not to be finished after all."""


def ensure_clip(
    directory: Path,
    scene: str,
    width: int,
    height: int,
    rate_fps: int,
    stopping: threading.Event,
) -> Path:
    """The path of the clip, made (a few seconds) if it is not there yet.

    Several kits may start at once: each writes its own file, and the last rename wins.
    Raises OSError when the directory cannot be written, ClipAbandoned when ``stopping`` is set.
    """
    path = directory / f"{scene}-{width}x{height}-{rate_fps}-v{DRAWING_VERSION}.mp4"
    if not path.exists():
        directory.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_name(f".{os.getpid()}-{path.name}")
        try:
            with av.open(str(unfinished), "w", format="mp4") as container:
                painted = _paint(Scene(scene, width, height), LOOP_S * rate_fps, stopping)
                _encode(container, painted, width, height, rate_fps)
            unfinished.replace(path)
        finally:
            unfinished.unlink(missing_ok=True)
    return path


def _paint(scene: Scene, count: int, stopping: threading.Event) -> Iterator[av.VideoFrame]:
    for index in range(count):
        if stopping.is_set():
            raise ClipAbandoned
        frame = av.VideoFrame.from_ndarray(scene.paint(index / count), format="bgr24")
        frame.pts = index
        yield frame


def _encode(
    container: OutputContainer,
    frames: Iterator[av.VideoFrame],
    width: int,
    height: int,
    rate_fps: int,
) -> None:
    stream = container.add_stream("libx264", rate=rate_fps)
    stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
    stream.time_base = Fraction(1, rate_fps)
    # No B-frames: playing it must not need to look ahead.
    keyframe_interval = str(LOOP_S * rate_fps)
    stream.options = {"preset": "veryfast", "crf": "17", "bf": "0", "g": keyframe_interval}
    for frame in frames:
        container.mux(stream.encode(frame))
    container.mux(stream.encode(None))
