"""Pictures to H.264, a segment at a time, so that segments follow on one another without a seam."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import av
from av.container import OutputContainer
from av.video.frame import PictureType, VideoFrame
from av.video.reformatter import Interpolation, VideoReformatter

from recorder.replay.picture import Size

TIME_BASE = Fraction(1, 90_000)
#: A player can begin, and go to, a picture every two seconds.
KEYFRAME_S = 2.0
_LARGE = 500
#: Rate factor, and the most a second for large pictures and for those of weak homes.
_QUALITY = {True: ("23", "2500k", "5000k"), False: ("25", "500k", "1000k")}


class SegmentEncoder:
    """One file with one segment in one size; its times begin at 0."""

    def __init__(self, path: Path, size: Size, threads: int) -> None:
        self._size = size
        # Kept: FFmpeg prepares itself for a size once, not for every picture.
        self._scaler = VideoReformatter()
        self._container: OutputContainer = av.open(str(path), "w", format="mp4")
        self._stream: Any = self._container.add_stream("libx264", rate=30)
        self._stream.width, self._stream.height = size.width, size.height
        self._stream.pix_fmt = "yuv420p"
        self._stream.codec_context.time_base = TIME_BASE
        self._stream.codec_context.thread_count = threads
        factor, most, buffer = _QUALITY[size.height > _LARGE]
        self._stream.options = {
            "preset": "superfast",
            "crf": factor,
            "maxrate": most,
            "bufsize": buffer,
            # No picture needs a later one, so that segments can be put together as they are.
            "bf": "0",
            "g": "250",
            "forced-idr": "1",
        }
        self._keyframe_due_s = 0.0
        self._last = -1

    def add(self, frame: VideoFrame, at_s: float) -> None:
        """The next picture, from the beginning of the segment on."""
        if (frame.width, frame.height) != (self._size.width, self._size.height):
            frame = self._scaler.reformat(
                frame, self._size.width, self._size.height, interpolation=Interpolation.AREA
            )
        frame.time_base = TIME_BASE
        frame.pts = self._last = max(self._last + 1, round(at_s / TIME_BASE))
        keyframe = at_s >= self._keyframe_due_s
        frame.pict_type = PictureType.I if keyframe else PictureType.NONE
        if keyframe:
            self._keyframe_due_s = at_s + KEYFRAME_S
        self._container.mux(self._stream.encode(frame))

    def close(self) -> None:
        """Whatever is still to come out, and the end of the file."""
        self._container.mux(self._stream.encode(None))
        self._container.close()
