"""The clip of a scene: made once, kept under the data directory, played in a loop."""

import os
from fractions import Fraction
from pathlib import Path

import av
from av.video.stream import VideoStream

from hardware.demo.scene import LOOP_S, Scene

# Part of the file's name: raise it when the drawing changes, and old clips are left unread.
DRAWING_VERSION = 1


def ensure_clip(directory: Path, scene: str, width: int, height: int, rate_fps: int) -> Path:
    """The path of the clip, made if it is not there yet.

    Several kits may start at once: each writes its own file, and the last rename wins.
    Raises OSError when the directory cannot be written.
    """
    path = directory / f"{scene}-{width}x{height}-{rate_fps}-v{DRAWING_VERSION}.mp4"
    if not path.exists():
        directory.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_name(f".{os.getpid()}-{path.name}")
        try:
            _make(unfinished, Scene(scene, width, height), width, height, rate_fps)
            unfinished.replace(path)
        finally:
            unfinished.unlink(missing_ok=True)
    return path


def _make(path: Path, scene: Scene, width: int, height: int, rate_fps: int) -> None:
    frames = LOOP_S * rate_fps
    with av.open(str(path), "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=rate_fps)
        assert isinstance(stream, VideoStream)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        stream.time_base = Fraction(1, rate_fps)
        # No B-frames: playing it must not need to look ahead.
        stream.options = {"preset": "veryfast", "crf": "17", "bf": "0", "g": str(frames)}
        for index in range(frames):
            frame = av.VideoFrame.from_ndarray(scene.paint(index / frames), format="bgr24")
            frame.pts = index
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
