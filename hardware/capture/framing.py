"""Which part of the picture those at home see: the table straightened, or a part chosen by hand."""

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from hardware.table_view.view import Planes, TableView

Crop = tuple[float, float, float, float]
"""Left, top, width, height as parts of the picture."""

WHOLE: Crop = (0.0, 0.0, 1.0, 1.0)


class Framing:
    """Frames pictures of one size; used from the capture thread, but for ``crop``, which anyone
    may set. ``table``: looks for the table's markers, unless a part is chosen by hand."""

    def __init__(self, table: TableView | None = None) -> None:
        self.crop: Crop = WHOLE
        self._table = table

    @property
    def passes_all(self) -> bool:
        """Is every picture left as it is?"""
        return self._table is None and self.crop == WHOLE

    def apply(self, frame: av.VideoFrame, now: float) -> av.VideoFrame:
        """The picture to send, of the same size; ``now`` in seconds, monotonic."""
        if self.crop != WHOLE:
            return frame_of(_cropped(planes_of(frame), self.crop), frame)
        if self._table is None:
            return frame
        planes = planes_of(frame)
        if self._table.look(planes[0], now) is None:
            return frame
        return frame_of(self._table.straighten(planes, frame.width, frame.height), frame)


def planes_of(frame: av.VideoFrame) -> Planes:
    """The planes of a yuv420p frame as arrays that share its memory."""
    y, u, v = (
        np.frombuffer(memoryview(plane), np.uint8).reshape(plane.height, plane.line_size)[
            :, : plane.width
        ]
        for plane in frame.planes
    )
    return y, u, v


def frame_of(planes: Planes, like: av.VideoFrame) -> av.VideoFrame:
    """A yuv420p frame with these planes, of the range of ``like``."""
    height, width = planes[0].shape
    frame = av.VideoFrame(width, height, "yuv420p")
    for target, plane in zip(planes_of(frame), planes, strict=True):
        np.copyto(target, plane)
    frame.color_range = like.color_range
    return frame


def _cropped(planes: Planes, crop: Crop) -> Planes:
    height, width = planes[0].shape
    left, top = (
        round(part * size / 2) * 2 for part, size in zip(crop, (width, height), strict=False)
    )
    wide, high = max(2, round(crop[2] * width / 2) * 2), max(2, round(crop[3] * height / 2) * 2)
    left, top = min(left, width - wide), min(top, height - high)
    y, u, v = planes
    half = (slice(top // 2, (top + high) // 2), slice(left // 2, (left + wide) // 2))
    return (
        _filled(y[top : top + high, left : left + wide], width, height, 16),
        _filled(u[half], width // 2, height // 2, 128),
        _filled(v[half], width // 2, height // 2, 128),
    )


def _filled(part: NDArray[np.uint8], width: int, height: int, border: int) -> NDArray[np.uint8]:
    """``part`` in its own proportions, in the middle of a plane of this size."""
    scale = min(width / part.shape[1], height / part.shape[0])
    size = (min(width, round(part.shape[1] * scale)), min(height, round(part.shape[0] * scale)))
    whole = np.full((height, width), border, np.uint8)
    left, top = (width - size[0]) // 2, (height - size[1]) // 2
    whole[top : top + size[1], left : left + size[0]] = cv2.resize(part, size)
    return whole
