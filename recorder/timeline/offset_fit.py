"""How far one clock is ahead of another, as a line through noisy samples."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import Literal

BUCKET_S = 5.0
BUCKETS = 24
"""Two minutes: long enough to tell 1 ppm in 10 ms of noise, short enough to follow a warming
crystal."""
MIN_SPAN_S = 15.0
"""Over less than this, noise would look like drift."""
MAX_DRIFT = 1e-3
"""Clocks of real machines stay within 500 ppm, and two of them meet here."""
STEP_S = 0.25
STEP_SAMPLES = 4
"""So many samples in a row beyond `STEP_S` are a clock that was set, fewer are a hiccup."""


@dataclass(slots=True)
class _Bucket:
    """The samples of five seconds, reduced to one."""

    start: float
    x: float
    offset: float
    count: int = 1


class OffsetFit:
    """The offset of a clock at a reading `x` of it, both in seconds.

    "mean" suits samples that err to both sides; "least" those that are only ever late, as the
    arrival of a packet is: the ones that waited least tell the offset.
    """

    def __init__(self, reduce: Literal["mean", "least"]) -> None:
        self._least = reduce == "least"
        self._buckets: deque[_Bucket] = deque(maxlen=BUCKETS)
        self._line: tuple[float, float, float] | None = None
        self._steps = 0
        self.resets = 0
        """How often the clock was found to have been set."""

    def add(self, x: float, offset: float) -> None:
        """Take a sample."""
        predicted = self.at(x)
        if predicted is not None and abs(offset - predicted) > STEP_S:
            self._steps += 1
            if self._steps < STEP_SAMPLES:
                return
            self._buckets.clear()
            self.resets += 1
        self._steps = 0
        self._line = None
        last = self._buckets[-1] if self._buckets else None
        if last is None or not last.start <= x < last.start + BUCKET_S:
            self._buckets.append(_Bucket(x, x, offset))
        elif not self._least:
            last.count += 1
            last.x += (x - last.x) / last.count
            last.offset += (offset - last.offset) / last.count
        elif offset < last.offset:
            last.x, last.offset = x, offset

    def at(self, x: float) -> float | None:
        """The offset at a reading `x`; None before the first sample."""
        if self._line is None:
            self._line = self._fit()
        if self._line is None:
            return None
        center, offset, drift = self._line
        return offset + drift * (x - center)

    @property
    def drift(self) -> float:
        """Seconds gained per second."""
        return self._line[2] if self._line is not None else 0.0

    def clear(self) -> None:
        """Forget all samples: they were another clock's."""
        self._buckets.clear()
        self._line = None
        self._steps = 0

    def _fit(self) -> tuple[float, float, float] | None:
        buckets = self._buckets
        if not buckets:
            return None
        if buckets[-1].x - buckets[0].x < MIN_SPAN_S:
            last = min(buckets, key=lambda b: b.offset) if self._least else buckets[-1]
            return last.x, last.offset, 0.0
        count = len(buckets)
        center = sum(b.x for b in buckets) / count
        offset = sum(b.offset for b in buckets) / count
        spread = sum((b.x - center) ** 2 for b in buckets)
        slope = sum((b.x - center) * (b.offset - offset) for b in buckets) / spread
        return center, offset, max(-MAX_DRIFT, min(MAX_DRIFT, slope))
