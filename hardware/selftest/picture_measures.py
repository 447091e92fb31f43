"""What a few seconds of a camera's luma say, in numbers."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Luma = NDArray[np.uint8]

# Sharpness is looked at in this width: a blur that vanishes here is not seen at home either.
_WIDTH = 960
_AVERAGED = 8
# What counts as an edge: in dim light most are low.
_EDGE_HEIGHT = 24.0
# Burnt out is the top itself, but for what compression leaves of it; bright paper lies below.
_WHITE = 254


@dataclass(frozen=True, slots=True)
class PictureMeasures:
    """``brightest`` is the 99th percentile; ``difference`` the mean change from one picture to
    the next, ``still_s`` the longest time without any; ``edges`` the share of pixels on strong
    edges; ``rate_fps`` and ``longest_gap_s`` come from the times of arrival."""

    mean: float
    brightest: float
    white_share: float
    sharpness: float
    edges: float
    still_s: float
    rate_fps: float
    longest_gap_s: float


def measure(frames: Sequence[Luma], times_s: Sequence[float], still: float) -> PictureMeasures:
    """Measure ``frames`` (height, width; uint8) that arrived at ``times_s``; at least two.

    Pictures that differ by less than ``still`` on average count as the same picture.
    """
    middle = frames[len(frames) // 2]
    sharpness, edges = _sharpness(frames)
    gaps = np.diff(np.asarray(times_s))
    duration = float(times_s[-1] - times_s[0])
    return PictureMeasures(
        mean=float(middle.mean()),
        brightest=float(np.percentile(middle[::4, ::4], 99)),
        white_share=float((middle >= _WHITE).mean()),
        sharpness=sharpness,
        edges=edges,
        still_s=_longest_still_s(frames, times_s, still),
        rate_fps=(len(frames) - 1) / duration if duration > 0 else 0.0,
        longest_gap_s=float(gaps.max()),
    )


def _longest_still_s(frames: Sequence[Luma], times_s: Sequence[float], still: float) -> float:
    """A frozen camera repeats its picture exactly; a live one has at least its sensor's noise."""
    longest, since = 0.0, times_s[0]
    for index in range(1, len(frames)):
        if float(cv2.absdiff(frames[index], frames[index - 1]).mean()) > still:
            since = times_s[index]
        longest = max(longest, times_s[index] - since)
    return longest


def _sharpness(frames: Sequence[Luma]) -> tuple[float, float]:
    """100 for edges as steep as pixels allow; and the share of pixels on strong edges.

    An edge's width is its height over its steepness, whatever the contrast. Noise would count
    as edges: pictures are averaged first, those beside the middle one that differ least.
    """
    picture = _averaged(frames)
    if picture.shape[1] > _WIDTH:
        size = (_WIDTH, round(picture.shape[0] * _WIDTH / picture.shape[1]))
        picture = np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.float32)
    across = cv2.Scharr(picture, cv2.CV_32F, 1, 0, scale=1 / 32)
    down = cv2.Scharr(picture, cv2.CV_32F, 0, 1, scale=1 / 32)
    steepness = cv2.magnitude(across, down)
    window = np.ones((15, 15), np.uint8)
    height = cv2.dilate(picture, window) - cv2.erode(picture, window)
    # The steepest pixel of each edge stands for it.
    crest = steepness >= cv2.dilate(steepness, np.ones((7, 7), np.uint8))
    strong = crest & (height > _EDGE_HEIGHT) & (steepness > 1.5)
    if not strong.any():
        return 0.0, 0.0
    widths = height[strong] / steepness[strong]
    width = float(np.percentile(widths, 20))
    return min(100.0, 200.0 / width), float(strong.mean())


def _averaged(frames: Sequence[Luma]) -> NDArray[np.float32]:
    middle = len(frames) // 2
    centre = frames[middle].astype(np.float32)
    near = frames[max(0, middle - _AVERAGED // 2) : middle + _AVERAGED // 2]
    total, count = centre.copy(), np.ones_like(centre)
    for frame in near:
        if frame is frames[middle]:
            continue
        # Where something moved, the middle picture stands alone.
        other = frame.astype(np.float32)
        same = cv2.blur(cv2.absdiff(other, centre), (5, 5)) < 8
        total += np.where(same, other, 0)
        count += same
    average: NDArray[np.float32] = total / count
    return average
