"""What a replay looks like at a glance: a poster, a strip of small pictures, where scenes change.

Found in what was made, so that nothing is shown here that is not shown there.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av
import av.error
import cv2
import numpy as np
import numpy.typing as npt

from recorder.replay.manifest import Strip

Picture = npt.NDArray[np.uint8]
_SMALL = (160, 90)
_COLUMNS = 10
_PICTURES_MAX = 200
_EVERY_MIN_S = 2.0
POSTERS = 6
#: How unlike two pictures are, from 0 to 1, where the scene has changed.
_SCENE = 0.45
_JPEG = [cv2.IMWRITE_JPEG_QUALITY, 85]


@dataclass(frozen=True, slots=True)
class Glance:
    """A keyframe. `score`: how good a poster it would be, by itself; `change`: how unlike the one
    before it is, from 0 to 1."""

    at_s: float
    small: Picture
    score: float
    change: float


def glances(video: Path) -> Iterator[Glance]:
    """The keyframes of a file of ours. Raises OSError, av.error.FFmpegError."""
    before: Picture | None = None
    with av.open(str(video), "r", format="mp4") as container:
        stream = container.streams.video[0]
        stream.codec_context.thread_count = 1
        stream.codec_context.skip_frame = "NONKEY"
        for frame in container.decode(stream):
            if frame.time is None:
                continue
            image = np.asarray(frame.to_ndarray(format="bgr24"), np.uint8)
            small = _letterboxed(image)
            yield Glance(frame.time, small, _score(image), _unlike(before, small))
            before = small


def _letterboxed(image: Picture) -> Picture:
    height, width = image.shape[:2]
    scale = min(_SMALL[0] / width, _SMALL[1] / height)
    inner = (max(1, round(width * scale)), max(1, round(height * scale)))
    small = np.zeros((_SMALL[1], _SMALL[0], 3), np.uint8)
    top, left = (_SMALL[1] - inner[1]) // 2, (_SMALL[0] - inner[0]) // 2
    resized = cv2.resize(image, inner, interpolation=cv2.INTER_AREA)
    small[top : top + inner[1], left : left + inner[0]] = resized
    return small


def _score(image: Picture) -> float:
    """Sharpness (variance of the Laplacian), on a scale that the eye would use, less what is too
    dark, too light or without contrast."""
    grey = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    sharpness = math.log1p(float(cv2.Laplacian(grey, cv2.CV_64F).var()))
    mean, contrast = float(grey.mean()), float(grey.std())
    clipped = float(np.mean((grey < 8) | (grey > 247)))
    exposure = 1 - min(1.0, abs(mean - 118) / 118)
    return sharpness * (0.3 + 0.7 * exposure) * (1 - clipped) + min(contrast, 60) / 30


def _unlike(before: Picture | None, small: Picture) -> float:
    """By their colours: somebody who moves changes few of them."""
    if before is None:
        return 1.0
    histograms = [
        cv2.calcHist([one], [0, 1, 2], None, [8, 8, 8], [0, 256] * 3).flatten() / one[..., 0].size
        for one in (before, small)
    ]
    return float(np.abs(histograms[0] - histograms[1]).sum() / 2)


class Overview:
    """Glances in, as many as there are; small pictures for the strip are all that is kept."""

    def __init__(self, duration_s: float) -> None:
        self.every_s = max(_EVERY_MIN_S, math.ceil(duration_s / _PICTURES_MAX))
        self.scenes: list[float] = []
        self._duration_s = duration_s
        self._smalls: dict[int, Picture] = {}
        self._best: dict[int, tuple[float, float]] = {}
        self._before: Glance | None = None

    def add(self, glance: Glance) -> None:
        """The next."""
        self._smalls.setdefault(int(glance.at_s / self.every_s), glance.small)
        if glance.change >= _SCENE and glance.at_s > 0:
            self.scenes.append(round(glance.at_s, 3))
        # Steady is what is still alike two seconds later.
        if self._before is not None:
            self._judge(self._before, steadiness=1 - glance.change)
        self._before = glance

    def _judge(self, glance: Glance, steadiness: float) -> None:
        score = glance.score * (0.5 + 0.5 * steadiness)
        part = min(POSTERS - 1, int(glance.at_s / max(self._duration_s, 0.001) * POSTERS))
        if part not in self._best or score > self._best[part][0]:
            self._best[part] = (score, glance.at_s)

    def posters_s(self) -> list[float]:
        """The best of each sixth of it, the best of all first."""
        if self._before is not None:
            self._judge(self._before, steadiness=0.5)
        return [at_s for _, at_s in sorted(self._best.values(), key=lambda one: -one[0])]

    def write_strip(self, path: Path) -> Strip | None:
        """The small pictures in rows. Raises OSError."""
        if not self._smalls:
            return None
        count = max(self._smalls) + 1
        rows = -(-count // _COLUMNS)
        width, height = _SMALL
        whole = np.zeros((rows * height, min(count, _COLUMNS) * width, 3), np.uint8)
        small = self._smalls[min(self._smalls)]
        for index in range(count):
            small = self._smalls.get(index, small)
            row, column = divmod(index, _COLUMNS)
            whole[row * height : (row + 1) * height, column * width : (column + 1) * width] = small
        path.write_bytes(encode_jpeg(whole))
        return Strip(path.name, float(self.every_s), min(count, _COLUMNS), width, height)


def encode_jpeg(image: Picture) -> bytes:
    """Without anything that a camera may have written about where and when."""
    return bytes(cv2.imencode(".jpg", image, _JPEG)[1].tobytes())


def write_picture(video: Path, at_s: float, path: Path) -> None:
    """One picture of a file of ours, as large as it is. Raises OSError, av.error.FFmpegError."""
    with av.open(str(video), "r", format="mp4") as container:
        stream = container.streams.video[0]
        found: Any = None
        container.seek(max(0, int(at_s * av.time_base)))
        for frame in container.decode(stream):
            found = frame if found is None or (frame.time or 0) <= at_s else found
            if (frame.time or 0) >= at_s:
                break
        if found is not None:
            path.write_bytes(encode_jpeg(found.to_ndarray(format="bgr24")))
