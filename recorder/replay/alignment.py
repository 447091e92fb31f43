"""Sound onto a timeline: a microphone's clock runs a little fast or slow, and what it sent is
stretched so that every sample is heard when it was said.

Decoded sound comes with the time of each frame on the recording's clock. Its place is followed
by a loop of the first order: at 1000 ppm it is 2 ms off.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

RATE = 48_000
Samples = npt.NDArray[np.float32]
"""Of shape (2, n): left and right, from -1 to 1."""

#: Further off than this is a gap, or an overlap: no stretching.
_JUMP_SAMPLES = 0.06 * RATE
#: An error is made good within so long, by no more than this part.
_CORRECTION_S = 2.0
_STRETCH_MAX = 0.003
#: Errors are averaged over frames: the times of single ones are rounded to milliseconds.
_SMOOTHING = 1 / 25
_CHUNK_SAMPLES = RATE // 2
#: A point needs one sample before it and two behind: those are still to come.
_DELAY = 2


@dataclass(frozen=True, slots=True)
class Placed:
    """Samples that begin at sample `at` of the timeline."""

    at: int
    samples: Samples


class Aligner:
    """Pure: frames in, placed samples out. What lies before the timeline's zero is left out."""

    def __init__(self) -> None:
        self._waiting: list[Samples] = []
        self._waiting_count = 0
        #: Where the last sample but one belongs, of those that do not wait any more.
        self._place: float | None = None
        self._error = 0.0
        self._twice = False
        self._history = np.zeros((2, 3), np.float32)

    def push(self, samples: Samples, at_s: float) -> list[Placed]:
        """A frame, and the time of its first sample."""
        expected = at_s * RATE
        placed: list[Placed] = []
        if self._place is None:
            self._begin(expected)
        else:
            error = expected - (self._place + _DELAY + self._waiting_count)
            self._twice = error < (0 if self._twice else -_JUMP_SAMPLES)
            if self._twice:
                # What is said twice is heard once.
                samples = samples[:, round(-error) :]
                if not samples.shape[1]:
                    return placed
                self._twice = False
            elif error > _JUMP_SAMPLES:
                placed += self.flush()
                self._begin(expected)
            else:
                self._error += (error - self._error) * _SMOOTHING
        if samples.shape[1]:
            self._waiting.append(samples)
            self._waiting_count += samples.shape[1]
        if self._waiting_count >= _CHUNK_SAMPLES:
            placed += self._stretch()
        return placed

    def flush(self) -> list[Placed]:
        """What waits."""
        return self._stretch() if self._waiting_count else []

    def _begin(self, expected: float) -> None:
        self._place, self._error = expected - _DELAY, 0.0
        self._history[:] = 0

    def _stretch(self) -> list[Placed]:
        """The samples that wait, at the times that they belong to, by cubic interpolation."""
        assert self._place is not None
        count, place = self._waiting_count, self._place
        limit = _STRETCH_MAX * _CORRECTION_S * RATE
        ratio = 1 + float(np.clip(self._error, -limit, limit)) / (_CORRECTION_S * RATE)
        values = np.concatenate([self._history, *self._waiting], axis=1)
        self._history = values[:, -3:].copy()
        self._waiting, self._waiting_count = [], 0
        self._place = place + count * ratio
        first, last = int(np.ceil(place)), int(np.ceil(self._place))
        positions = (np.arange(max(first, 0), last, dtype=np.float64) - place) / ratio + 1
        if not positions.size:
            return []
        return [Placed(max(first, 0), _interpolate(values, positions))]


def _interpolate(values: Samples, positions: npt.NDArray[np.floating]) -> Samples:
    """The values between samples, by the cubic through them with the slopes of their neighbours
    (Catmull and Rom, 1974)."""
    index = np.clip(positions.astype(np.int64), 1, values.shape[1] - 3)
    x = (positions - index).astype(np.float32)
    a, b, c, d = (values[:, index + offset] for offset in (-1, 0, 1, 2))
    curve = x * (3 * (b - c) + d - a) + (2 * a - 5 * b + 4 * c - d)
    return np.asarray(b + 0.5 * x * (c - a + x * curve), np.float32)
